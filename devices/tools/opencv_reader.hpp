// OpenCV's readers of codes, where the machine has them: contrib needs three dozen libraries, so it is no
// part of the product. A small library of ours (bench/opencv in the build) is loaded beside the program when
// somebody measures, and is built only where the packages are.
#pragma once

#include "devices/vision/code.hpp"
#include "devices/vision/gray.hpp"

#include <string>

namespace outpost::dev {

/// What to install for it.
inline constexpr const char* opencv_package = "libopencv-contrib-dev";

/// False: its library was not built, or cannot be loaded. Loads it at the first call.
bool have_opencv();
/// EAN, UPC and QR codes by OpenCV's BarcodeDetector and QRCodeDetector, on one core. Nothing without it.
std::vector<vision::FoundCode> read_opencv(const vision::GrayView& picture);

// The function of that library, by its name; `found` is called for each code.
inline constexpr const char* opencv_function = "outpost_bench_opencv";
using OpencvFound = void(void* to, int symbology, const char* text, const float* corners8);
using OpencvRead = void(const unsigned char* pixels, int width, int height, int stride, OpencvFound* found,
                        void* to);

}  // namespace outpost::dev
