import torch

from ltcore.batches.operations.grouping import grouped


def test_groups_hold_the_images_of_each_kind_in_their_order():
    kinds = torch.randint(5, (3, 50), generator=torch.Generator().manual_seed(0))
    for row, (order, sizes) in zip(kinds, grouped(kinds, 6), strict=True):
        assert len(sizes) == 6
        assert sizes[5] == 0
        for kind, part in enumerate(order.split(sizes)):
            assert part.tolist() == (row == kind).nonzero().flatten().tolist()
