import pytest
import torch

from ltcore.batches.memory_format import in_format_of


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("changed_layout", [torch.contiguous_format, torch.channels_last])
def test_the_result_lies_as_the_images_lie(layout, changed_layout):
    images = torch.zeros(2, 3, 8, 8).contiguous(memory_format=layout)
    changed = torch.rand(2, 3, 8, 8, generator=torch.Generator()).contiguous(
        memory_format=changed_layout
    )
    result = in_format_of(images, changed)
    assert result.is_contiguous(memory_format=layout)
    assert torch.equal(result, changed)
    assert (result.data_ptr() == changed.data_ptr()) == (layout == changed_layout)
