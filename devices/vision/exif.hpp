// How a photograph wants to be turned: the Orientation of its EXIF block. Pure, bounded, and believes
// nothing: whatever is broken, absent or out of range is "as it is stored". Only the first directory is
// looked at, so nothing can send the reader round in circles. CIPA DC-008 (Exif): the APP1 segment; TIFF 6.0,
// section 2: header, directory and entries; its tag 0x0112.
#pragma once

#include "edge/base/bytes.hpp"

namespace outpost::dev::vision {

inline constexpr int as_stored = 1;  ///< the orientation of a picture that says nothing

/// `app1`: the body of a JPEG's APP1 segment, after its two bytes of length; may end anywhere. 1 to 8.
int exif_orientation(ByteView app1);

/// Whether an APP1 segment is EXIF: others (XMP) share the marker.
bool is_exif(ByteView app1);

}  // namespace outpost::dev::vision
