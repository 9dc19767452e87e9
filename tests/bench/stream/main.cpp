// A product is shown to a camera: how many frames pass from the first that shows all of its code to the first
// accepted read? Ours through the rules for streams, ZBar and ZXing by their first text, on the same frames.
#include "tests/bench/drawn/save.hpp"
#include "tests/bench/drawn/shelf.hpp"
#include "tests/bench/stream/path.hpp"
#include "tests/bench/stream/table.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace outpost;
using namespace outpost::bench;

namespace {

struct Options {
  std::size_t showings = 24;
  std::uint64_t seed = 1;
  int width = 1'280, height = 720;
  bool drawn = false, cpu = false, trace = false, alone = false;
  std::string folder;  // for frames worth looking at
};

constexpr const char* usage =
    "outpost-bench-stream [SHOWINGS] [--seed N] [--size WxH] [--drawn] [--clock wall|cpu] [--alone] "
    "[--trace] "
    "[--save DIR]\n"
    "  --drawn      drawn products, also where there are photographs (OUTPOST_DATA)\n"
    "  --clock cpu  the processor's time instead of the wall's, for a machine that others use too\n"
    "  --alone      ours without the others: many more showings in the same time, for wrong numbers\n"
    "  --trace      what each reader saw in each frame: R the code, X something else, - nothing\n"
    "  --save DIR   as PNG, frames in which ours saw what is not there, or another reader read what ours "
    "missed\n";

bool parse(int argc, char** argv, Options& o) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (word == "--drawn")
      o.drawn = true;
    else if (word == "--trace")
      o.trace = true;
    else if (word == "--alone")
      o.alone = true;
    else if (word == "--seed")
      o.seed = std::strtoull(value, nullptr, 10), ++i;
    else if (word == "--clock")
      o.cpu = std::string_view(value) == "cpu", ++i;
    else if (word == "--save")
      o.folder = value, ++i;
    else if (word == "--size" && std::sscanf(value, "%dx%d", &o.width, &o.height) == 2)
      ++i;
    else if (const long n = std::strtol(argv[i], nullptr, 10); n > 0)
      o.showings = static_cast<std::size_t>(n);
    else
      return false;
  }
  return o.width >= 320 && o.height >= 240;
}

struct Film {
  std::vector<dev::vision::Gray> frames;
  Marks marks;
};

Film film_of(const Product& product, const Options& o, std::uint64_t seed) {
  constexpr double grain = 4;
  const auto showing = random_showing(seed);
  Dice dice(seed);
  Canvas counter(o.width, o.height, 150.F);
  add_clutter(counter, dice);
  Film film;
  std::uint64_t n = 0;
  for (const auto& shown : path_of(product, showing, o.width, o.height)) {
    const bool whole = whole_in_frame(product, shown.pose, o.width, o.height);
    if (film.marks.whole < 0 && whole) film.marks.whole = static_cast<int>(n);
    if (film.marks.held < 0 && whole && std::abs(shown.pose.move_x) <= shown.pose.module)
      film.marks.held = static_cast<int>(n);
    Canvas c = counter;
    put(c, product, shown.pose);
    soften(c, shown.blur_modules * shown.pose.module);
    film.frames.push_back(exposed(c, shown.gain, grain, seed * 1'000 + n++));
  }
  return film;
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  if (!parse(argc, argv, o)) return std::fputs(usage, stderr), 2;
  const auto list = o.drawn ? std::string() : photo_list();
  const auto products =
      list.empty() ? drawn_products(o.showings, o.seed) : cut_out_products(list, o.showings, o.seed);
  std::printf("%zu products (%s) shown at 30 frames/s, %d x %d, seed %llu, %s time\n", products.size(),
              list.empty() ? "drawn" : "cut out of photographs", o.width, o.height,
              static_cast<unsigned long long>(o.seed), o.cpu ? "processor's" : "wall");
  auto arms = dev::film_arms();
  arms.resize(o.alone ? 1 : 3);  // ours, ZBar, ZXing hard
  StreamTable table(arms, o.cpu);
  for (std::size_t i = 0; i < products.size(); ++i) {
    const auto film = film_of(products[i], o, o.seed * 100 + i);
    if (film.marks.held < 0) {
      std::printf("%s: its code is never in the frame as a whole\n", products[i].name.c_str());
      continue;
    }
    const auto outcomes = dev::side_by_side(film.frames, arms);
    if (outcomes.empty()) return std::fputs("no process can be made for the readers\n", stderr), 1;
    const auto behind = table.add(products[i], film.marks, outcomes);
    if (o.trace) table.trace(products[i], film.marks, outcomes);
    if (o.folder.empty()) continue;
    for (const auto frame : behind) save(film.frames[frame], o.folder, products[i].name, frame);
  }
  Scores scores;
  table.print(scores);
  print_goals("stream", scores);
  return table.wrong() != 0;
}
