// What ./dev is told by hand: a number becomes a port, everything else one sentence and no folder.
#include "tests/tidy/repository.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdio>
#include <sys/wait.h>

namespace {

struct End {
  int status;
  std::string said;
};

End told(const std::string& port) {
  const std::string root = OUTPOST_SOURCE_DIR;
  const std::string command =
      "ROOT='" + root + "' bash -euo pipefail -c '. \"$ROOT/.dev/common.sh\"; . \"$ROOT/.dev/run.sh\"; " +
      "run_arguments --data /tmp --port \"$1\"; echo \"$PORT $((PORT + 1))\"' dev '" + port + "' 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe);
  std::array<char, 4096> text{};
  std::string said;
  while (std::fgets(text.data(), text.size(), pipe)) said += text.data();
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, said};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_port_is_a_number_and_a_leading_zero_means_nothing) {
  BOOST_TEST(told("8080").said == "8080 8081\n");
  BOOST_TEST(told("08080").said == "8080 8081\n");
  BOOST_TEST(told("0000065532").said == "65532 65533\n");
  for (const char* port :
       {"0", "000", "65533", "99999999999999999999", "-1", "80 80", "0x50", "eighty", "8080;"}) {
    const End end = told(port);
    BOOST_TEST(end.status == 1, port);
    BOOST_TEST(end.said ==
               "dev: run: the port must be a number from 1 to 65532, not \"" + std::string(port) + "\"\n");
  }
}
