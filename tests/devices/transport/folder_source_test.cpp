#include "devices/transport/folder_source.hpp"
#include "tests/devices/transport/harness.hpp"

#include <fcntl.h>
#include <fstream>
#include <unistd.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
namespace fs = std::filesystem;

namespace {

struct Dropped {
  TemporaryFolder folder;
  FolderSource source{folder.path()};
  Bytes buffer = Bytes(1'000);
  Micros now = us_per_s;

  void open() { BOOST_REQUIRE(source.open(now).ok()); }
  void put(const std::string& name, const std::string& bytes) { std::ofstream(folder / name) << bytes; }
  /// Lets `ms` pass in steps of 50 ms; the next frame, if one came.
  std::optional<Frame> next(int ms = 0) {
    for (int t = 0;; t += 50) {
      BOOST_REQUIRE(source.step(now).ok());
      auto frame = source.take(buffer, now);
      BOOST_REQUIRE(frame.ok());
      if (*frame || t >= ms) return *frame;
      now += 50 * us_per_ms;
    }
  }
  std::string bytes(const Frame& f) {
    return text(ByteView(buffer).first(static_cast<std::size_t>(f.length)));
  }
  bool there(const std::string& name) { return fs::exists(folder / name); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_that_is_written_and_closed_is_read_once_and_put_away) {
  Dropped d;
  d.open();
  d.put("a.png", "picture");
  const auto frame = d.next();
  BOOST_REQUIRE(frame.has_value());
  BOOST_TEST(frame->name == "a.png");
  BOOST_TEST(frame->still);
  BOOST_TEST(d.bytes(*frame) == "picture");
  BOOST_TEST(!d.there("a.png"));  // gone before it is read: a crash now must not read it again
  d.source.done(*frame, Fate::read);
  BOOST_TEST(d.there("done/a.png"));
  BOOST_TEST(!d.next(5'000).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_moved_in_counts_at_once_and_a_bad_one_goes_to_bad) {
  Dropped d;
  d.open();
  d.put(".b.png", "x");
  BOOST_TEST(!d.next().has_value());
  fs::rename(d.folder / ".b.png", d.folder / "b.png");
  const auto frame = d.next();
  BOOST_REQUIRE(frame.has_value());
  d.source.done(*frame, Fate::refused);
  BOOST_TEST(d.there("bad/b.png"));
}

BOOST_AUTO_TEST_CASE(what_is_confidential_is_kept_nowhere) {
  Dropped d;
  d.open();
  d.put("pay.png", "x");
  const auto frame = d.next();
  BOOST_REQUIRE(frame.has_value());
  BOOST_TEST(d.there(".work/pay.png"));
  d.source.done(*frame, Fate::confidential);
  for (const auto* place : {"", "done/", "bad/", ".work/"})
    BOOST_TEST(!d.there(std::string(place) + "pay.png"), place);
}

BOOST_AUTO_TEST_CASE(a_file_is_not_read_while_it_is_written_however_slowly) {
  Dropped d;
  d.open();
  const int fd = ::open((d.folder / "slow.jpg").c_str(), O_WRONLY | O_CREAT, 0600);
  BOOST_REQUIRE(::write(fd, "half", 4) == 4);
  BOOST_TEST(!d.next(20'000).has_value());
  BOOST_REQUIRE(::write(fd, "+half", 5) == 5);
  BOOST_TEST(!d.next(5'000).has_value());
  ::close(fd);
  const auto frame = d.next();
  BOOST_REQUIRE(frame.has_value());
  BOOST_TEST(d.bytes(*frame) == "half+half");
}

BOOST_AUTO_TEST_CASE(files_from_before_the_start_are_read_when_they_are_quiet) {
  Dropped d;
  d.put("old.png", "old");
  d.open();
  BOOST_TEST(!d.next().has_value());
  const auto frame = d.next(3'000);
  BOOST_REQUIRE(frame.has_value());
  BOOST_TEST(d.bytes(*frame) == "old");
}

BOOST_AUTO_TEST_CASE(names_of_files_in_the_making_folders_and_links_are_passed_over) {
  Dropped d;
  d.open();
  for (const auto* name : {".hidden", "a.tmp", "b.part", "c.crdownload", "d~", ".x.swp"}) d.put(name, "x");
  fs::create_directory(d.folder / "folder.png");
  fs::create_symlink("/etc/passwd", d.folder / "link.png");
  BOOST_TEST(!d.next(10'000).has_value());
  BOOST_TEST(d.there("a.tmp"));
}

BOOST_AUTO_TEST_CASE(one_frame_is_out_at_a_time_and_order_is_kept) {
  Dropped d;
  d.open();
  for (const auto* name : {"3.png", "1.png", "2.png"}) d.put(name, name);
  std::string order;
  for (int i = 0; i < 3; ++i) {
    const auto frame = d.next();
    BOOST_REQUIRE(frame.has_value());
    BOOST_TEST(!d.next().has_value());
    order += frame->name;
    BOOST_TEST(frame->sequence == static_cast<std::uint64_t>(i + 1));
    d.source.done(*frame, Fate::read);
  }
  BOOST_TEST(order == "3.png1.png2.png");  // as they came, not as they are called
}

BOOST_AUTO_TEST_CASE(the_same_name_may_come_again) {
  Dropped d;
  d.open();
  for (int i = 0; i < 3; ++i) {
    d.put("same.png", std::to_string(i));
    const auto frame = d.next();
    BOOST_REQUIRE(frame.has_value());
    BOOST_TEST(d.bytes(*frame) == std::to_string(i));
    d.source.done(*frame, Fate::read);
  }
  BOOST_TEST(d.there("done/same.png"));
  BOOST_TEST(d.there("done/2-same.png"));
  BOOST_TEST(d.there("done/3-same.png"));
}

BOOST_AUTO_TEST_CASE(a_file_larger_than_the_buffer_is_told_and_not_copied) {
  Dropped d;
  d.open();
  d.put("large.png", std::string(5'000, 'x'));
  const auto frame = d.next();
  BOOST_REQUIRE(frame.has_value());
  BOOST_TEST(frame->length == 5'000u);
}

BOOST_AUTO_TEST_CASE(what_a_crash_left_behind_is_not_read_again) {
  Dropped d;
  d.open();
  d.put("crash.png", "x");
  BOOST_REQUIRE(d.next().has_value());
  d.source.close();  // as a killed process leaves it: in .work
  FolderSource again(d.folder.path());
  BOOST_REQUIRE(again.open(d.now).ok());
  BOOST_TEST(d.there("bad/crash.png"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_goes_away_is_unplugged_and_may_come_back) {
  Dropped d;
  d.open();
  fs::remove_all(d.folder.path());
  BOOST_TEST(error_of(d.source.step(d.now += 3 * us_per_s)) == "port-unplugged");
  d.source.close();
  BOOST_TEST(error_of(d.source.open(d.now)) == "port-absent");
  fs::create_directory(d.folder.path());
  d.open();
  d.put("a.png", "back");
  BOOST_TEST(d.next().has_value());
}

BOOST_AUTO_TEST_CASE(a_file_in_place_of_the_folder_is_a_wrong_port) {
  TemporaryFolder folder;
  std::ofstream(folder / "f") << "x";
  FolderSource source(folder / "f");
  BOOST_TEST(error_of(source.open(0)) == "bad-port");
}

BOOST_AUTO_TEST_CASE(the_folders_of_what_was_read_do_not_grow_for_ever) {
  Dropped d;
  d.open();
  for (int i = 0; i < 620; ++i) {
    d.put("p.png", "x");
    const auto frame = d.next();
    BOOST_REQUIRE(frame.has_value());
    d.source.done(*frame, Fate::read);
  }
  const auto kept = std::distance(fs::directory_iterator(d.folder / "done"), fs::directory_iterator{});
  BOOST_TEST(kept <= 560);
  BOOST_TEST(kept >= 500);
}
