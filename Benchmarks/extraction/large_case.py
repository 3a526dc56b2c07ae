"""Makes the LARGE case: a CT twice as fine along every axis, the image linearly, the mask by its nearest voxel, and
normal noise of 10 HU. The seed is fixed, so every run has the same case.

    large_case.py IMAGE MASK OUT_IMAGE OUT_MASK
"""
import sys

import numpy
import SimpleITK


def finer(image, interpolator):
    resample = SimpleITK.ResampleImageFilter()
    resample.SetSize([2 * n for n in image.GetSize()])
    resample.SetOutputSpacing([s / 2 for s in image.GetSpacing()])
    # The corner of the grid stays where it is, so every voxel becomes eight.
    resample.SetOutputOrigin(image.TransformContinuousIndexToPhysicalPoint([-0.25] * 3))
    resample.SetOutputDirection(image.GetDirection())
    resample.SetInterpolator(interpolator)
    # Half a voxel beyond the outermost centres lies outside for the linear interpolator.
    if interpolator == SimpleITK.sitkLinear:
        resample.UseNearestNeighborExtrapolatorOn()
    return resample.Execute(image)


image_path, mask_path, image_out, mask_out = sys.argv[1:]
image = SimpleITK.ReadImage(image_path, SimpleITK.sitkFloat64)
mask = SimpleITK.ReadImage(mask_path)
fine = finer(image, SimpleITK.sitkLinear)
values = SimpleITK.GetArrayFromImage(fine)
values += numpy.random.default_rng(1).normal(0, 10, values.shape)
noisy = SimpleITK.GetImageFromArray(numpy.rint(values).clip(-32768, 32767).astype(numpy.int16))
noisy.CopyInformation(fine)
SimpleITK.WriteImage(noisy, image_out, True)
SimpleITK.WriteImage(finer(mask, SimpleITK.sitkNearestNeighbor), mask_out, True)
