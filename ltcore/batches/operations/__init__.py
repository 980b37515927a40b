"""Operations on a whole batch of images, each image by an amount of its own; nothing here draws at random.

Images are uint8, shape (B, channels, H, W), with 1 or 3 channels; amounts are float32, shape (B,).
Results come in any memory format: what draws at random restores the format of its images once, at the
end.
"""
