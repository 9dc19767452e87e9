// The programs as systemd runs them: ready, stopped, refused.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;
using std::chrono::steady_clock;

namespace {

struct Place {
  std::string dir = (fs::temp_directory_path() / "outpost-program-XXXXXX").string();
  int notify = ::socket(AF_UNIX, SOCK_DGRAM, 0);

  Place() {
    BOOST_REQUIRE(::mkdtemp(dir.data()));
    fs::create_directory(dir + "/cam1");
    sockaddr_un a{};
    a.sun_family = AF_UNIX;
    (dir + "/notify").copy(a.sun_path, sizeof a.sun_path - 1);
    BOOST_REQUIRE(::bind(notify, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0);
    const timeval limit{10, 0};
    ::setsockopt(notify, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~Place() {
    ::close(notify);
    fs::remove_all(dir);
  }
  void configure(const std::string& text) { std::ofstream(dir + "/o.ini") << text; }
  std::string heard() {
    char buffer[256];
    const auto n = ::recv(notify, buffer, sizeof buffer, 0);
    return n > 0 ? std::string(buffer, static_cast<std::size_t>(n)) : "";
  }
  std::string errors() {
    std::ifstream in(dir + "/err");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  pid_t start(const std::string& program, std::vector<std::string> arguments) {
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::setenv("NOTIFY_SOCKET", (dir + "/notify").c_str(), 1);
    ::setenv("WATCHDOG_USEC", "400000", 1);
    if (!std::freopen((dir + "/err").c_str(), "w", stderr)) ::_exit(126);
    const std::string path = std::string(OUTPOST_BIN_DIR) + "/" + program;
    std::vector<std::string> all{path, "--config", dir + "/o.ini", "--data", dir};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& a : all) argv.push_back(a.data());
    argv.push_back(nullptr);
    ::execv(path.c_str(), argv.data());
    ::_exit(127);
  }
  int wait(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
};

const char* const units = R"([unit.p1]
driver = escpos
port = sim:printer
station = till1
[unit.cam1]
driver = scan_camera
port = folder:@/cam1
station = kiosk1
)";

std::string in(const Place& place, std::string text) {
  for (auto at = text.find('@'); at != text.npos; at = text.find('@')) text.replace(at, 1, place.dir);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(both_programs_say_that_they_are_ready_feed_the_watchdog_and_end_when_asked) {
  for (const auto* program : {"outpost-device", "outpost-camera"}) {
    Place place;
    place.configure(in(place, units));
    const auto pid = place.start(program, {});
    BOOST_TEST(place.heard() == "READY=1");
    BOOST_TEST(place.heard() == "WATCHDOG=1");
    const auto began = steady_clock::now();
    ::kill(pid, SIGTERM);
    BOOST_TEST(place.wait(pid) == 0);
    BOOST_TEST((steady_clock::now() - began < std::chrono::seconds(3)));
    BOOST_TEST(place.errors().find("ready: ") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_camera_s_port_that_makes_no_sense_is_refused_with_one_sentence) {
  for (const auto& [port, sentence] :
       {std::pair{"v4l2:/dev/v4l/by-id/x?width=tall",
                  "width must be a whole number from 160 to 3840, not \"tall\""},
        {"v4l2:/dev/v4l/by-id/x?night=1", "there is no \"night\" for a camera; there are width, height"},
        {"v4l2:/dev/v4l/by-id/x?profile=sun", "profile must be one of auto, counter, plain"},
        {"v4l2:camera", "write its path"},
        {"serial:/dev/x",
         "reads pictures from v4l2:/dev/v4l/by-id/..., folder:DIR, file:VIDEO or pattern:ean13"}}) {
    Place place;
    place.configure(std::string("[unit.cam1]\ndriver = scan_camera\nstation = kiosk1\nport = ") + port +
                    "\n");
    const auto pid = place.start("outpost-camera", {});
    BOOST_TEST(place.wait(pid) == 1);
    const auto said = place.errors();
    BOOST_TEST(said.find(std::string("[unit.cam1] ")) != std::string::npos, said);
    BOOST_TEST(said.find(sentence) != std::string::npos, said);
    BOOST_TEST(std::count(said.begin(), said.end(), '\n') == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_start_that_makes_no_sense_is_refused_with_one_sentence) {
  struct Row {
    const char *config, *unit, *sentence;
  };
  for (const auto& [config, unit, sentence] :
       {Row{units, "nobody", "no section [unit.nobody]"},
        {units, "cam1", "this program has no driver \"scan_camera\""},
        {units, "p1,p1", "is named twice"},
        {"[edge]\nstore_id = x\n", nullptr, "no [unit.NAME] here is for outpost-device"},
        {"[unit.p1]\ndriver = escpos\nport = sim:teapot\nstation = t\n", nullptr, "no simulator \"teapot\""},
        {"[unit.p1]\ndriver = escpos\nport = usb:1\nstation = t\n", nullptr, "\"usb:1\" is no port"},
        {"[unit.p1]\ndriver = toaster\nport = sim:printer\nstation = t\n", "p1", "no driver \"toaster\""},
        {"[unit.P1]\ndriver = escpos\nport = sim:printer\nstation = t\n", nullptr, "a unit's name is"},
        {"[unit.p1]\ndriver = escpos\nport = sim:printer\nstation = t\nwidth_columns = 5\n", nullptr,
         "width_columns"},
        {"[unit.p1]\ndriver = escpos\nport = serial:/dev/x\nstation = t\nbaud = 77\n", nullptr, "baud"},
        {"[unit.p1]\ndriver = escpos\n", nullptr, "port"}}) {
    Place place;
    place.configure(in(place, config));
    const auto pid = place.start("outpost-device", unit ? std::vector<std::string>{"--unit", unit}
                                                        : std::vector<std::string>{});
    BOOST_TEST(place.wait(pid) == 1);
    const auto said = place.errors();
    BOOST_TEST(said.find(sentence) != std::string::npos, said);
    BOOST_TEST(std::count(said.begin(), said.end(), '\n') == 1);
  }
}
