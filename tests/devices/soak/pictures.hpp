// What a camera may be given in a year of bad days, by chance and with known truth: goods that can be read,
// clutter, odd sizes, headers that lie, broken files, and pictures at which the libraries abort.
#pragma once

#include "devices/tools/photo_list.hpp"
#include "devices/transport/frame_source.hpp"
#include "tests/bench/drawn/dice.hpp"

#include <map>

namespace outpost::dev::test {

inline constexpr std::size_t no_number = SIZE_MAX;  ///< drawn for this once

struct Picture {
  std::string kind;  ///< for the count
  Frame::Kind form = Frame::Kind::file;
  int width = 0, height = 0;  ///< gray
  Bytes bytes;
  Photo truth{"", "NONE", "", ""};    ///< nothing else may be read
  bool plain = false;                 ///< must be read
  std::optional<std::size_t> deadly;  ///< number among the pictures that kill, or no_number
  bool dear = false;                  ///< only a still camera has the time to read it
};

/// Pictures at which the libraries of some machine abort: ours in tests/fixtures, and of the photographs
/// those that prove to.
class DeadlyPictures {
public:
  /// `list`: of photographs, "" = none.
  explicit DeadlyPictures(const std::string& list);

  std::size_t size() const { return all_.size(); }
  Picture get(std::size_t number) const { return all_[number]; }
  /// The ones that did kill so far, and ours; given again and again.
  void killed(std::size_t number);
  std::size_t known_size() const { return known_.size(); }
  /// One of those that killed, or a small turned Code 128: in drawing such, ours was found.
  Picture known(bench::Dice& dice) const;

private:
  std::vector<Picture> all_;
  std::vector<std::size_t> known_;
};

/// A still picture is a file always.
Picture as_file(Picture picture);

/// By chance; none of them kills.
Picture harmless(bench::Dice& dice);

}  // namespace outpost::dev::test
