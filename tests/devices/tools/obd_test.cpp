// outpost-obd as a user runs it, with an adapter and a car on the far end of a real line.
#include "devices/sim/elm327.hpp"

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <pty.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <thread>
#include <unistd.h>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

/// A line with an adapter on its far end: a pseudo terminal, or a TCP listener as of an adapter with Wi-Fi.
class FarEnd {
public:
  enum Kind { serial, tcp };

  /// `pulled` says after each answer whether the cable is pulled now.
  explicit FarEnd(
      Kind kind, const std::string& first_act = "",
      std::function<bool(const Elm327&)> pulled = [](const Elm327&) { return false; })
      : kind_(kind), pulled_(std::move(pulled)) {
    auto made = Elm327::make({"elm327", {{"baud", "3000000"}, {"latency_ms", "0"}, {"search_ms", "50"}}});
    BOOST_REQUIRE(made.ok());
    sim_.reset(static_cast<Elm327*>(made->release()));
    sim_->on_plug(clock_.boot_us());
    if (!first_act.empty()) BOOST_REQUIRE(sim_->act(first_act, clock_.boot_us()).ok());
    kind == serial ? open_pty() : listen();
    thread_ = std::thread([this] { run(); });
  }
  ~FarEnd() {
    ending_ = true;
    thread_.join();
    hang_up();
  }
  const std::string& port() const { return port_; }

private:
  void open_pty() {
    char name[64] = {};
    BOOST_REQUIRE(::openpty(&line_, &near_, name, nullptr, nullptr) == 0);
    termios raw{};
    ::tcgetattr(near_, &raw);
    ::cfmakeraw(&raw);  // or the terminal echoes before the tool has opened it
    ::tcsetattr(near_, TCSANOW, &raw);
    port_ = std::string("serial:") + name;
  }
  void listen() {
    near_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t n = sizeof a;
    BOOST_REQUIRE(::bind(near_, reinterpret_cast<sockaddr*>(&a), n) == 0);
    BOOST_REQUIRE(::listen(near_, 1) == 0);
    ::getsockname(near_, reinterpret_cast<sockaddr*>(&a), &n);
    port_ = "tcp:127.0.0.1:" + std::to_string(ntohs(a.sin_port));
  }
  void hang_up() {
    for (int* fd : {&line_, &near_}) {
      if (*fd >= 0) ::close(*fd);
      *fd = -1;
    }
  }
  void run() {
    while (!ending_ && line_ < 0) {
      pollfd p{near_, POLLIN, 0};
      if (::poll(&p, 1, 20) > 0) line_ = ::accept(near_, nullptr, nullptr);
    }
    while (!ending_ && line_ >= 0) {
      std::array<std::uint8_t, 4096> bytes;
      pollfd p{line_, POLLIN, 0};
      const auto got = ::poll(&p, 1, 2) > 0 ? ::read(line_, bytes.data(), bytes.size()) : 0;
      if (got > 0) sim_->on_bytes(ByteView(bytes).first(static_cast<std::size_t>(got)), clock_.boot_us());
      sim_->on_tick(clock_.boot_us());
      for (auto out = sim_->take_output(); !out.empty();) {
        const auto n = kind_ == tcp ? ::send(line_, out.data(), out.size(), MSG_NOSIGNAL)
                                    : ::write(line_, out.data(), out.size());
        if (n <= 0) break;  // the tool has gone
        out.erase(out.begin(), out.begin() + n);
      }
      if (pulled_(*sim_)) hang_up();
    }
  }

  Kind kind_;
  SystemClock clock_;
  std::unique_ptr<Elm327> sim_;
  std::function<bool(const Elm327&)> pulled_;
  int line_ = -1, near_ = -1;  // near: the tool's end of a terminal, or the listener
  std::string port_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

struct Ran {
  std::string said;  ///< standard output; standard error behind it when asked for
  int code = -1;
};

Ran obd(const std::string& arguments, bool with_errors = false) {
  const std::string command =
      std::string(OUTPOST_BIN_DIR) + "/outpost-obd " + arguments + (with_errors ? " 2>&1" : " 2>/dev/null");
  FILE* pipe = ::popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe);
  Ran ran;
  std::array<char, 4096> buffer;
  while (const auto n = std::fread(buffer.data(), 1, buffer.size(), pipe)) ran.said.append(buffer.data(), n);
  ran.code = WEXITSTATUS(::pclose(pipe));
  return ran;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_car_is_reported_over_a_serial_line_and_over_tcp) {
  for (const auto kind : {FarEnd::serial, FarEnd::tcp}) {
    const FarEnd car(kind);
    BOOST_TEST_CONTEXT(car.port()) {
      const auto ran = obd("report --json --timeout 60 --port " + car.port());
      BOOST_TEST(ran.code == 0);
      const auto report = json::parse(ran.said, nullptr, false);
      BOOST_REQUIRE(report.is_object());
      BOOST_TEST(report["vehicle"]["vin"] == "LZZPA14E5E1001234");
      BOOST_TEST(report["mil_on"] == true);
      BOOST_TEST(report["dtc_count"] == 2);
      BOOST_TEST(report["live"].size() > 40u);
      BOOST_TEST(report["problems"].empty());
      BOOST_TEST(report["partial"] == false);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_report_and_live_values_can_be_read_by_people) {
  const FarEnd car(FarEnd::serial);
  const auto report = obd("report --timeout 60 --port " + car.port());
  BOOST_TEST(report.code == 0);
  for (const char* word : {"LZZPA14E5E1001234", "P0301 stored", "P0420 stored", "lamp       on"})
    BOOST_TEST(report.said.find(word) != std::string::npos, word << " is not in " << report.said);
  BOOST_TEST(report.said.find("PARTIAL") == std::string::npos);
  const auto live = obd("live --timeout 15 --port " + car.port() + " 0C 05");
  BOOST_TEST(live.code == 0);
  BOOST_TEST(live.said.find("rpm") != std::string::npos, live.said);
}

BOOST_AUTO_TEST_CASE(a_cable_pulled_in_the_middle_of_a_report_leaves_what_was_read) {
  const FarEnd car(FarEnd::serial, "", [](const Elm327& adapter) {
    return !adapter.received().empty() && adapter.received().back().starts_with("0904");
  });
  const auto ran = obd("report --timeout 30 --port " + car.port());
  BOOST_TEST(ran.code == 0);
  BOOST_TEST(ran.said.find("LZZPA14E5E1001234") != std::string::npos, ran.said);
  BOOST_TEST(ran.said.find("PARTIAL: the car was lost before the end") != std::string::npos, ran.said);
}

BOOST_AUTO_TEST_CASE(what_gives_no_report_says_why) {
  const FarEnd silent(FarEnd::serial, "silent"), modem(FarEnd::tcp, "modem"),
      parked(FarEnd::serial, "ignition-off");
  std::string nobody;
  {
    const FarEnd gone(FarEnd::tcp);
    nobody = gone.port();
  }
  struct Row {
    std::string port, sentence;
    int code = 1;
  };
  for (const auto& r : {
           Row{silent.port(), "No car in time."},
           Row{modem.port(), "No car in time."},
           Row{parked.port(), "No car in time."},
           Row{nobody, "No car in time."},
           Row{"serial:/nonexistent", "No car in time."},
           Row{"serial", "serial"},
           Row{"sim:elm327?car=tank", "tank"},
           Row{"'' ", "Say where the adapter is", 2},
       }) {
    const auto ran = obd("report --timeout 3 --port " + r.port, true);
    BOOST_TEST(ran.code == r.code, r.port);
    BOOST_TEST(ran.said.find(r.sentence) != std::string::npos, r.port << ": " << ran.said);
    BOOST_TEST(ran.said.find("vehicle") == std::string::npos, r.port << ": " << ran.said);
    BOOST_TEST_MESSAGE(r.port << ": " << ran.said);
  }
}

// Whoever counts cases finds each of them again, a row that cannot be read too.
BOOST_AUTO_TEST_CASE(every_recorded_case_is_answered) {
  const auto ran = obd("decode <<'ROWS'\n"
                       "case\tprotocol\theaders\trequest\traw_lines\n"
                       "a\tCAN11_500\ton\t010C\t7E8 04 41 0C 1A F8\n"
                       "b\tCAN11_500\tperhaps\t010C\t7E8 04 41 0C 1A F8\n"
                       "c\tCAN11_500\ton\t010C\tNO DATA\n"
                       "d\tCAN11_500\ton\t010C\tFLOOD:7E8 04 41 0C 1A F8:99999999999\n"
                       "ROWS\n"
                       "exit $?");
  BOOST_TEST(ran.said.find("a\tengine_rpm\t1726\trpm\n") != std::string::npos, ran.said);
  BOOST_TEST(ran.said.find("b\terror\trow-malformed\n") != std::string::npos, ran.said);
  BOOST_TEST(ran.said.find("c\tnodata\n") != std::string::npos, ran.said);
  BOOST_TEST(ran.said.find("d\terror\t") != std::string::npos, ran.said);
  BOOST_TEST(ran.code == 1);
}

BOOST_AUTO_TEST_CASE(whoever_asks_for_help_gets_it) {
  const auto ran = obd("--help");
  BOOST_TEST(ran.code == 0);
  for (const char* word : {"decode", "report", "live", "can:can0"})
    BOOST_TEST(ran.said.find(word) != std::string::npos, word);
}
