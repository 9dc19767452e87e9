#include "devices/transport/file_port.hpp"
#include "tests/devices/transport/harness.hpp"

#include <fstream>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

std::string content(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(bytes_are_appended_and_nothing_is_read) {
  TemporaryFolder folder;
  const std::string path = folder / "out.bin";
  for (const auto* part : {"one", "two"}) {
    FilePort port(path);
    BOOST_REQUIRE(port.open(0).ok());
    BOOST_TEST(*port.write(as_bytes(part), 0) == 3u);
    std::array<std::uint8_t, 8> buffer;
    BOOST_TEST(*port.read(buffer, 0) == 0u);
  }
  BOOST_TEST(content(path) == "onetwo");
}

BOOST_AUTO_TEST_CASE(a_device_that_is_gone_does_not_become_a_file) {
  FilePort port("/dev/outpost-no-such-printer");
  BOOST_TEST(error_of(port.open(0)) == "port-absent");
  BOOST_TEST(!std::filesystem::exists("/dev/outpost-no-such-printer"));
  TemporaryFolder folder;
  FilePort nowhere(folder / "no/such/folder");
  BOOST_TEST(error_of(nowhere.open(0)) == "port-absent");
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_an_error_and_not_silence) {
  FilePort port("/dev/full");
  BOOST_REQUIRE(port.open(0).ok());
  BOOST_TEST(port.write(as_bytes("x"), 0).error().name == "port-io");
}
