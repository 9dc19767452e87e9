// The bay on real wires that break in the ways only real wires do: a TCP peer that resets, goes half-open or
// closes in the middle of an answer, and a serial adapter that comes back as another device.
#include "devices/transport/serial_port.hpp"
#include "devices/transport/tcp_port.hpp"
#include "tests/devices/drivers/bay_truth.hpp"
#include "tests/devices/drivers/wire_bench.hpp"

#include <arpa/inet.h>
#include <filesystem>
#include <fmt/format.h>
#include <netinet/in.h>
#include <pty.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;
constexpr Micros detect_us = 2 * s, resume_us = 5 * s;

using Args = std::map<std::string, std::string, std::less<>>;

Args petrol(const std::string& script = {}) {
  return {{"car", "petrol-2014"}, {"adapter", "wifi"}, {"search_ms", "300"}, {"script", script}};
}

/// A Wi-Fi adapter on the loopback interface.
class Server final : public FarEnd {
public:
  using FarEnd::FarEnd;
  ~Server() override { stop_listening(); }

  void listen() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int yes = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in a{};
    a.sin_family = AF_INET, a.sin_addr.s_addr = htonl(INADDR_LOOPBACK), a.sin_port = htons(port_);
    BOOST_TEST_REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0);
    BOOST_TEST_REQUIRE(::listen(listener_, 8) == 0);
    socklen_t n = sizeof a;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&a), &n);
    port_ = ntohs(a.sin_port);
  }
  void stop_listening() {
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
  }
  std::unique_ptr<Transport> client() {
    return std::make_unique<TcpPort>(HostPort{"127.0.0.1", std::to_string(port_)});
  }
  void look(Micros now) override {
    if (deaf || listener_ < 0) return;
    for (int fd = 0; (fd = ::accept(listener_, nullptr, nullptr)) >= 0;) connect(fd, now);
  }
  /// An RST instead of a goodbye.
  void reset() {
    const linger now{1, 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    hang_up();
  }
  /// From now on this connection is nobody's any more, and nobody says so.
  void forget_connection() {
    kept_.push_back(::dup(fd()));
    hang_up();
  }
  void drop_kept() {
    for (const int fd : kept_) ::close(fd);
    kept_.clear();
  }

private:
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::vector<int> kept_;
};

struct Break {
  const char* name;
  void (*begin)(Server&);
  void (*end)(Server&);
  Micros lasts_us;
  const char* result;  // of a report under way
};

const std::vector<Break> breaks = {
    {"reset", [](Server& x) { x.reset(); }, [](Server&) {}, 0, "partial"},
    {"closed", [](Server& x) { x.hang_up(); }, [](Server&) {}, 0, "partial"},
    {"reset, then nobody listens",
     [](Server& x) {
       x.reset();
       x.stop_listening();
     },
     [](Server& x) { x.listen(); }, 8 * s, "partial"},
    {"closed after the first byte of each answer", [](Server& x) { x.close_after_first_byte = true; },
     [](Server& x) { x.close_after_first_byte = false; }, 6 * s, "partial"},
    {"half-open, the adapter itself is well", [](Server& x) { x.forget_connection(); }, [](Server&) {}, 0,
     "done"},
    {"half-open for 4 s", [](Server& x) { x.deaf = true; },
     [](Server& x) {
       x.deaf = false;
       x.forget_connection();
     },
     4 * s, "done"},
    {"half-open for 9 s", [](Server& x) { x.deaf = true; },
     [](Server& x) {
       x.deaf = false;
       x.forget_connection();
     },
     9 * s, "done"},
    {"deaf for 4 s, then as before", [](Server& x) { x.deaf = true; }, [](Server& x) { x.deaf = false; },
     4 * s, "done"},
};

class Run {
public:
  Run() : server(petrol()) {
    server.listen();
    b.emplace(server.client(), server);
    BOOST_TEST_REQUIRE(b->until("ready", 20 * s));
    b->run(s);
  }
  bool sound() { return b->state() == "ready" || b->state() == "reading"; }
  // The port's own state counts too: while the wire is down the host shows that.
  bool seen_lost() { return !sound() || b->snapshot().status.state == State::unreachable; }

  std::string hurt(const Break& how, Micros late = 0) {
    const auto began = b->now;
    how.begin(server);
    const bool seen = b->run(detect_us, [&] { return seen_lost(); });
    BOOST_TEST(seen, how.name << " is not shown, but " << b->state());
    const auto detected = b->now - began;
    b->run(began + how.lasts_us - b->now);
    const auto ended = b->now;
    how.end(server);
    // From its end, or where it has none from when it was seen.
    const auto from = how.lasts_us > 0 ? ended : began + detected;
    const bool back = b->run(from + resume_us + late - b->now, [&] {
      return sound() && b->snapshot().last_data_us > ended && b->snapshot().status.state != State::stale;
    });
    BOOST_TEST(back, how.name << " is over, but " << b->state());
    return fmt::format("shown after {} ms, back after {} ms", detected / us_per_ms,
                       (b->now - from) / us_per_ms);
  }
  void check() {
    Truth truth("petrol-2014", server.plugged_us);
    for (std::size_t i = 0; i < b->messages.size(); ++i) {
      const auto& m = b->messages[i];
      if (m.kind == Message::Kind::gauge) truth.live(json::parse(m.body), b->times[i]);
      if (m.name == "bay") truth.bay(json::parse(m.body));
    }
    BOOST_TEST(truth.values() > 0);
    BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
  }

  Server server;
  std::optional<WireBench> b;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_wire)

BOOST_AUTO_TEST_CASE(a_tcp_peer_that_breaks_while_live_values_flow) {
  for (const auto& how : breaks) {
    BOOST_TEST_CONTEXT(how.name) {
      Run run;
      const auto times = run.hurt(how);
      BOOST_TEST(run.b->until("ready", 5 * s));
      run.b->run(2 * s);
      BOOST_TEST(run.b->vin() == run.server.sim().car().vin());
      run.check();
      run.server.drop_kept();
      BOOST_TEST_MESSAGE(fmt::format("{:<46} live    {}", how.name, times));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_tcp_peer_that_breaks_inside_a_report) {
  for (const auto& how : breaks) {
    BOOST_TEST_CONTEXT(how.name) {
      Run run;
      auto& b = *run.b;
      const auto began = b.now;
      const auto id = b.command("report");
      b.run(400 * us_per_ms);
      const auto times = run.hurt(how);
      BOOST_TEST_REQUIRE(b.run(60 * s, [&] { return !b.outcomes(id).empty(); }));
      BOOST_TEST(b.until("ready", 10 * s));
      b.run(2 * s);
      BOOST_TEST_REQUIRE(b.outcomes(id).size() == 1u);
      const auto out = b.outcomes(id)[0];
      BOOST_TEST(out["result"] == how.result, out["result"] << " " << out["reason"]);
      BOOST_TEST(out["report"]["steps"].size() > 3u);  // what was finished is kept
      Truth truth("petrol-2014", run.server.plugged_us);
      truth.report(out, began);
      BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
      run.check();
      run.server.drop_kept();
      BOOST_TEST_MESSAGE(fmt::format("{:<46} report  {}, {} with {} steps", how.name, times,
                                     out["result"].get<std::string>(), out["report"]["steps"].size()));
    }
  }
}

// ttyUSB0 is pulled, comes back as ttyUSB1, and the link under by-id points to the new one. With another car
// at its end nothing of the first is shown.
BOOST_AUTO_TEST_CASE(a_serial_adapter_comes_back_as_another_device) {
  for (const std::string second : {"petrol-2014", "diesel-2016"}) {
    BOOST_TEST_CONTEXT("then " << second) {
      const auto folder = std::filesystem::temp_directory_path() / fmt::format("outpost-bay-{}", ::getpid());
      std::filesystem::create_directories(folder);
      const auto link = folder / "usb-ELM327-if00-port0";
      const auto plug = [&](FarEnd& far, Micros now) {
        int master = -1, slave = -1;
        char name[64] = {};
        BOOST_TEST_REQUIRE(::openpty(&master, &slave, name, nullptr, nullptr) == 0);
        ::close(slave);
        std::filesystem::remove(link);
        std::filesystem::create_symlink(name, link);
        far.connect(master, now);
        return std::string(name);
      };
      FarEnd first({{"car", "petrol-2014"}, {"search_ms", "300"}});
      WireBench b(std::make_unique<SerialPort>(link.string(), LineSettings{}), first);
      const auto old_name = plug(first, b.now);
      BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
      b.run(2 * s);
      const auto id = b.command("report");
      b.run(300 * us_per_ms);
      int holder = ::open(old_name.c_str(), O_RDONLY | O_NOCTTY | O_NONBLOCK);  // its number stays taken
      const auto pulled = b.now;
      first.hang_up();
      std::filesystem::remove(link);
      BOOST_TEST(b.run(detect_us, [&] { return b.snapshot().status.state == State::absent; }));
      const auto seen = b.now - pulled;
      BOOST_TEST(b.outcomes(id).size() == 1u);
      BOOST_TEST(b.outcomes(id)[0]["result"] == "partial");
      b.run(20 * s);
      auto args = Args{{"car", second}, {"search_ms", "300"}};
      b.far_end(args);
      const auto came = b.now;
      const auto new_name = plug(b.far_end(), b.now);
      BOOST_TEST(new_name != old_name);
      BOOST_TEST(b.until("ready", resume_us), b.state());
      BOOST_TEST(b.vin() == b.far_end().sim().car().vin());
      BOOST_TEST_MESSAGE(fmt::format("{} to {}: shown after {} ms, ready again after {} ms", old_name,
                                     new_name, seen / us_per_ms, (b.now - came) / us_per_ms));
      ::close(holder);
      std::filesystem::remove_all(folder);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
