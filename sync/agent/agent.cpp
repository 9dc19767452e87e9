#include "sync/agent/agent.hpp"

#include "edge/base/log/log.hpp"
#include "edge/base/notify.hpp"
#include "edge/base/paths.hpp"
#include "edge/contract/sync/frame.hpp"
#include "sync/agent/agent_keys.hpp"
#include "sync/agent/hq_socket.hpp"

#include <fmt/format.h>
#include <optional>

namespace outpost::agent {
namespace {

using session::StoreOut;

constexpr auto poll_every = std::chrono::milliseconds(20);
constexpr int queue_messages = 64;  // of local messages, each way
constexpr int edge_reconnect_ms = 100, edge_reconnect_most_ms = 1'000;
constexpr Micros key_check_us = 1 * us_per_s;    // a key file may be brought at any time
constexpr Micros knock_again_us = 5 * us_per_s;  // libzmq does not, once a key was refused
constexpr Micros beat_every_us = 5 * us_per_s;   // for systemd's watchdog
constexpr int most_messages = 256;               // of one round, so that the other side gets its turn

class Agent {
public:
  Agent(const std::string& dir, const config::Section& settings, Clock& clock, wire::KeyPair keys)
      : dir_(dir), settings_(settings), clock_(clock), keys_(std::move(keys)), context_(1),
        edge_(context_, zmq::socket_type::dealer), session_(options(settings), random_, clock.boot_us()) {
    edge_.set(zmq::sockopt::immediate, true);
    edge_.set(zmq::sockopt::linger, 0);
    edge_.set(zmq::sockopt::sndhwm, queue_messages);
    edge_.set(zmq::sockopt::rcvhwm, queue_messages);
    edge_.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(wire::max_frame_bytes));
    edge_.set(zmq::sockopt::reconnect_ivl, edge_reconnect_ms);
    edge_.set(zmq::sockopt::reconnect_ivl_max, edge_reconnect_most_ms);
  }

  void connect(const std::string& edge_endpoint) { edge_.connect(edge_endpoint); }

  void round() {
    wait();
    const Micros now = clock_.boot_us();
    StoreOut out;
    look_at_line(now, out);
    receive(now, out);
    session_.on_tick(now, out);
    send(out);
    say_status(now);
    if (now - beat_us_ < beat_every_us) return;
    beat_us_ = now;
    notify_systemd("WATCHDOG=1");
  }

private:
  static session::StoreOptions options(const config::Section& settings) {
    session::StoreOptions o;
    o.endpoint = settings.text("hq_endpoint");
    return o;
  }

  void wait() {
    std::vector<zmq::pollitem_t> items = {{edge_.handle(), 0, ZMQ_POLLIN, 0}};
    if (hq_) {
      items.push_back({hq_->socket().handle(), 0, ZMQ_POLLIN, 0});
      items.push_back({hq_->monitor().handle(), 0, ZMQ_POLLIN, 0});
    }
    try {
      zmq::poll(items, poll_every);
    } catch (const zmq::error_t& e) {
      if (e.num() != EINTR) throw;
    }
  }

  /// Opens the socket to headquarters as soon as its key is known.
  void open_hq(Micros now) {
    if (now < next_key_check_us_) return;
    next_key_check_us_ = now + key_check_us;
    const auto endpoint = settings_.text("hq_endpoint");
    if (endpoint.empty()) {
      line_ = {session::Line::State::down, "this store has no headquarters: [sync] hq_endpoint is empty",
               "no-hq"};
      return;
    }
    const auto key = hq_key(dir_, settings_);
    if (!key)
      line_ = {session::Line::State::down, key.error().text, key.error().name};
    else
      hq_.emplace(context_, endpoint, keys_, *key, line_);
  }

  void look_at_line(Micros now, StoreOut& out) {
    if (!hq_) open_hq(now);
    if (hq_) line_ = hq_->line();
    if (line_.state != told_.state || line_.text != told_.text) {
      told_ = line_;
      session_.on_line(line_, now, out);
    }
    if (hq_ && line_.state == session::Line::State::refused) knock_again(now);
  }

  /// A person may have registered the key, or corrected it, in the meantime.
  void knock_again(Micros now) {
    if (refused_since_us_ == 0) refused_since_us_ = now;
    if (now - refused_since_us_ < knock_again_us) return;
    refused_since_us_ = 0;
    hq_.reset();
    next_key_check_us_ = now + session::random_below(random_, knock_again_us);
  }

  void receive(Micros now, StoreOut& out) {
    for (int i = 0; hq_ && i < most_messages; ++i) {
      const auto bytes = hq_->receive();
      if (!bytes) break;
      auto message = wire::decode(*bytes);
      if (message && message->at_us > 0) hq_minus_boot_us_ = message->at_us - now;
      if (message)
        session_.on_hq(std::move(*message), now, out);
      else
        log::warning("headquarters sent something unreadable: " + message.error().text);
    }
    for (int i = 0; i < most_messages; ++i) {
      zmq::message_t frame;
      if (!edge_.recv(frame, zmq::recv_flags::dontwait)) break;
      auto body = wire::local::decode(frame.to_string_view());
      if (body)
        session_.on_edge(std::move(*body), now, out);
      else
        log::warning("edge sent something unreadable: " + body.error().text);
    }
  }

  /// The session runs on the boot clock, which nobody can set; what leaves the box is dated by the wall
  /// clock.
  void send(StoreOut& out) {
    const Micros to_wall = clock_.wall_us() - clock_.boot_us();
    for (auto& m : out.to_hq) {
      m.at_us += to_wall;
      if (hq_) hq_->send(wire::encode(m));
    }
    for (auto& b : out.to_edge) {
      if (auto* state = std::get_if<wire::local::LinkState>(&b)) {
        state->since_us += to_wall;
        if (state->last_contact_us) state->last_contact_us += to_wall;
        if (hq_minus_boot_us_) state->hq_now_us = *hq_minus_boot_us_ + clock_.boot_us();
      }
      (void)edge_.send(zmq::buffer(wire::local::encode(b)), zmq::send_flags::dontwait);
    }
  }

  void say_status(Micros now) {
    auto status = session_.status(now);
    std::string text =
        std::string(wire::local::link_name(status.link)) + (status.text.empty() ? "" : ": " + status.text);
    if (!session_.edge_known(now) && status.link != wire::local::Link::connecting)
      text += "; outpost-edge does not answer";
    if (text == said_) return;
    said_ = text;
    if (status.link == wire::local::Link::refused)
      log::warning(text);
    else
      log::info(text);
    notify_systemd("STATUS=" + text);
  }

  const std::string dir_;
  const config::Section settings_;
  Clock& clock_;
  const wire::KeyPair keys_;
  SystemRandom random_;
  zmq::context_t context_;
  zmq::socket_t edge_;
  std::optional<HqSocket> hq_;
  session::StoreSession session_;
  session::Line line_, told_;
  Micros next_key_check_us_ = 0, refused_since_us_ = 0;
  Micros beat_us_ = 0;
  std::optional<Micros> hq_minus_boot_us_;  // headquarters' clock, held against the one that nobody can set
  std::string said_;
};

}  // namespace

Result<void> run_agent(const std::string& dir, const config::Section& settings, Clock& clock,
                       const std::atomic<bool>& stop, const std::function<void(const std::string&)>& ready) {
  OUTPOST_TRY(auto keys, store_keys(dir));
  OUTPOST_TRY(const auto edge_endpoint, ipc_endpoint(dir, "sync"));
  const std::string public_key = keys.public_key;
  try {
    Agent agent(dir, settings, clock, std::move(keys));
    agent.connect(edge_endpoint);
    ready(public_key);
    while (!stop) agent.round();
    return {};
  } catch (const zmq::error_t& e) {
    return fail(Code::invalid, "bad-setting",
                fmt::format("cannot connect to \"{}\": {}", settings.text("hq_endpoint"), e.what()));
  }
}

}  // namespace outpost::agent
