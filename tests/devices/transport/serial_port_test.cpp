// Serial lines over pseudo terminals: the master side plays the device.
#include "devices/transport/serial_port.hpp"
#include "tests/devices/transport/harness.hpp"

#include <fcntl.h>
#include <fstream>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

struct Pty {
  int master = -1;
  std::string slave;

  Pty() {
    int slave_fd = -1;
    char name[64] = {};
    BOOST_REQUIRE(::openpty(&master, &slave_fd, name, nullptr, nullptr) == 0);
    ::close(slave_fd);
    slave = name;
  }
  ~Pty() { unplug(); }
  void unplug() {
    if (master >= 0) ::close(master);
    master = -1;
  }
  void say(const std::string& bytes) {
    BOOST_REQUIRE(::write(master, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  std::string hear(std::size_t count) {
    std::string out(count, '\0');
    std::size_t n = 0;
    while (n < count) {
      const auto got = ::read(master, out.data() + n, count - n);
      if (got <= 0) break;
      n += static_cast<std::size_t>(got);
    }
    out.resize(n);
    return out;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_byte_passes_unchanged_both_ways) {
  Pty pty;
  SerialPort port(pty.slave, {.baud = 38'400});
  BOOST_REQUIRE(port.open(0).ok());
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);  // XON, XOFF, CR, LF, ^C and ^D among them
  pty.say(all);
  BOOST_CHECK(read_from(port, all.size()) == all);
  BOOST_TEST(*port.write(as_bytes(all), 0) == all.size());
  BOOST_CHECK(pty.hear(all.size()) == all);
}

BOOST_AUTO_TEST_CASE(the_line_is_raw_local_and_does_not_hang_up) {
  Pty pty;
  SerialPort port(pty.slave, {.baud = 9'600, .data_bits = 8, .stop_bits = 2});
  BOOST_REQUIRE(port.open(0).ok());
  termios t{};
  BOOST_REQUIRE(::tcgetattr(pty.master, &t) == 0);
  BOOST_TEST((t.c_cflag & CLOCAL) != 0u);
  BOOST_TEST((t.c_cflag & HUPCL) == 0u);
  BOOST_TEST((t.c_cflag & CSTOPB) != 0u);
  BOOST_TEST((t.c_lflag & (ICANON | ECHO | ISIG)) == 0u);
  BOOST_TEST((t.c_iflag & (IXON | ICRNL)) == 0u);
  BOOST_TEST(::cfgetospeed(&t) == static_cast<speed_t>(B9600));
}

BOOST_AUTO_TEST_CASE(a_quiet_line_is_not_an_unplugged_one) {
  Pty pty;
  SerialPort port(pty.slave, {});
  BOOST_REQUIRE(port.open(0).ok());
  std::array<std::uint8_t, 16> buffer;
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(port.step(i).ok());
    BOOST_TEST(*port.read(buffer, i) == 0u);
  }
}

BOOST_AUTO_TEST_CASE(unplugging_is_seen_by_reading_by_writing_and_by_neither) {
  for (const int way : {0, 1, 2}) {
    Pty pty;
    SerialPort port(pty.slave, {});
    BOOST_REQUIRE(port.open(0).ok());
    pty.say("half a li");
    BOOST_TEST(read_from(port, 9) == "half a li");
    pty.unplug();
    std::array<std::uint8_t, 16> buffer;
    std::string error;
    if (way == 0) error = port.read(buffer, 0).error().name;
    if (way == 1) error = port.write(as_bytes("x"), 0).error().name;
    if (way == 2) error = error_of(port.step(0));
    BOOST_TEST(error == "port-unplugged");
  }
}

BOOST_AUTO_TEST_CASE(a_line_comes_back_under_its_link) {
  TemporaryFolder folder;
  Pty first, second;
  const std::string link = folder / "by-id";
  BOOST_REQUIRE(::symlink(first.slave.c_str(), link.c_str()) == 0);
  SerialPort port(link, {});
  BOOST_REQUIRE(port.open(0).ok());
  first.unplug();
  BOOST_TEST(!port.step(0).ok());
  port.close();
  ::unlink(link.c_str());
  BOOST_TEST(error_of(port.open(0)) == "port-absent");
  BOOST_REQUIRE(::symlink(second.slave.c_str(), link.c_str()) == 0);
  BOOST_REQUIRE(port.open(0).ok());
  second.say("again");
  BOOST_TEST(read_from(port, 5) == "again");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened_says_why) {
  TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  BOOST_TEST(error_of(SerialPort(folder / "none", {}).open(0)) == "port-absent");
  BOOST_TEST(error_of(SerialPort(folder / "file", {}).open(0)) == "bad-port");
  BOOST_TEST(error_of(SerialPort(folder / "file", {.baud = 12'345}).open(0)) == "bad-port");
  BOOST_REQUIRE(::symlink("loop", (folder / "loop").c_str()) == 0);
  BOOST_TEST(error_of(SerialPort(folder / "loop", {}).open(0)) == "port-denied");
  Pty pty;
  SerialPort one(pty.slave, {}), two(pty.slave, {});
  BOOST_TEST(one.open(0).ok());
  BOOST_TEST(error_of(two.open(0)) == "port-busy");
  one.close();
  BOOST_TEST(two.open(0).ok());
}

BOOST_AUTO_TEST_CASE(a_line_without_permission_is_denied) {
  if (::geteuid() == 0) {
    BOOST_TEST_MESSAGE("SKIPPED: root may open everything, so no permission can be refused here");
    return;
  }
  TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  std::filesystem::permissions(folder / "file", std::filesystem::perms::none);
  BOOST_TEST(error_of(SerialPort(folder / "file", {}).open(0)) == "port-denied");
}
