// OpenCV's two readers behind one C function, so that no program of ours links them
// (tools/opencv_reader.hpp).
#include "devices/tools/opencv_reader.hpp"

#include <iostream>
#include <opencv2/barcode.hpp>
#include <opencv2/objdetect.hpp>

namespace {

using outpost::dev::OpencvFound;
using outpost::dev::vision::Symbology;

constexpr int least_side = 48;  // BarcodeDetector divides by a number of its blocks that is zero below it

int symbology_of(cv::barcode::BarcodeType type) {
  switch (type) {
  case cv::barcode::EAN_13: return static_cast<int>(Symbology::ean13);
  case cv::barcode::EAN_8: return static_cast<int>(Symbology::ean8);
  case cv::barcode::UPC_A: return static_cast<int>(Symbology::upca);
  case cv::barcode::UPC_E: return static_cast<int>(Symbology::upce);
  default: return -1;
  }
}

/// `points` has four for each code. Bar codes begin at the bottom left, ours at the top left.
void tell(const std::string& text, int symbology, const cv::Point2f* points, std::size_t first,
          OpencvFound* found, void* to) {
  if (text.empty() || symbology < 0) return;  // found, and not read
  float corners[8];
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& p = points[(i + first) % 4];
    corners[2 * i] = p.x, corners[2 * i + 1] = p.y;
  }
  found(to, symbology, text.c_str(), corners);
}

/// Where OpenCV was built without QUIRC it says so on standard output for each code that it finds, in the
/// middle of our tables.
class Silence {
public:
  Silence() : said_(std::cout.rdbuf(nullptr)) {}
  ~Silence() { std::cout.rdbuf(said_); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

private:
  std::streambuf* said_;
};

void read_bars(const cv::Mat& picture, OpencvFound* found, void* to) {
  if (std::min(picture.rows, picture.cols) < least_side) return;
  const cv::barcode::BarcodeDetector detector;
  std::vector<std::string> texts;
  std::vector<cv::barcode::BarcodeType> types;
  std::vector<cv::Point2f> points;
  detector.detectAndDecode(picture, texts, types, points);
  for (std::size_t i = 0; i < texts.size() && 4 * i + 3 < points.size(); ++i)
    tell(texts[i], symbology_of(types[i]), points.data() + 4 * i, 1, found, to);
}

void read_qr(const cv::Mat& picture, OpencvFound* found, void* to) {
  cv::QRCodeDetector detector;
  std::vector<std::string> texts;
  std::vector<cv::Point2f> points;
  detector.detectAndDecodeMulti(picture, texts, points);
  for (std::size_t i = 0; i < texts.size() && 4 * i + 3 < points.size(); ++i)
    tell(texts[i], static_cast<int>(Symbology::qr), points.data() + 4 * i, 0, found, to);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) void outpost_bench_opencv(const unsigned char* pixels,
                                                                            int width, int height, int stride,
                                                                            OpencvFound* found, void* to) {
  cv::setNumThreads(1);  // as the others
  const cv::Mat picture(height, width, CV_8UC1, const_cast<unsigned char*>(pixels),
                        static_cast<std::size_t>(stride));
  const Silence silence;
  for (auto* const read : {read_bars, read_qr}) {
    try {
      read(picture, found, to);
    } catch (const cv::Exception&) {  // of one it cannot take; the other may
    }
  }
}
