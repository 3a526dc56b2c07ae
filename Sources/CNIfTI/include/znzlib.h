// Debian's nifti2_io.h includes <znzlib.h> without its folder.
#include <nifti/znzlib.h>
