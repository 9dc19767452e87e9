#include "edge/links/sync_link.hpp"

#include "edge/app/apply_change.hpp"
#include "edge/app/outbox_feed.hpp"
#include "edge/base/log/log.hpp"
#include "edge/base/paths.hpp"
#include "edge/contract/sync/frame.hpp"
#include "edge/links/sync_status.hpp"
#include "edge/store/space.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.hpp>
#include <zmq_addon.hpp>

namespace outpost::links {
namespace {

using store::Lane;
namespace local = wire::local;

constexpr auto poll_every = std::chrono::milliseconds(50);  // how soon a commit is noticed
constexpr int queue_messages = 64;
constexpr int read_cut_ms = 2'000;              // so that no read of ours pins the write-ahead log
constexpr Micros agent_away_us = 3 * us_per_s;  // three reports missed
constexpr Micros json_every_us = 1 * us_per_s;
constexpr Micros json_pause_factor = 10;  // a long backlog is counted seldom
constexpr int most_messages = 64;         // of one round

local::Trouble trouble_of(const Error& error) { return {0, error.text, error.name == "fork" ? "fork" : ""}; }

}  // namespace

struct SyncLink::Socket {
  Socket() : context(1), router(context, zmq::socket_type::router) {}
  zmq::context_t context;
  zmq::socket_t router;
};

/// What the writer's thread wants answered. Outlives the link, because the writer may.
struct SyncLink::Answers {
  Answers() : wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~Answers() { close(wake); }
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  void put(std::string route, local::Body body) {
    {
      const std::lock_guard lock(mutex);
      waiting.emplace_back(std::move(route), std::move(body));
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = write(wake, &one, sizeof one);
  }
  std::vector<std::pair<std::string, local::Body>> take() {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto n = read(wake, &count, sizeof count);
    const std::lock_guard lock(mutex);
    return std::exchange(waiting, {});
  }

  const int wake;
  std::mutex mutex;
  std::vector<std::pair<std::string, local::Body>> waiting;  // bounded by the writer's bulk queue
};

SyncLink::SyncLink(SyncLinkSetup setup, store::Writer& writer, Clock& clock, Publish publish)
    : setup_(std::move(setup)), writer_(writer), clock_(clock), publish_(std::move(publish)),
      answers_(std::make_shared<Answers>()) {}

SyncLink::~SyncLink() { stop(); }

Result<void> SyncLink::start() {
  try {
    db_ = std::make_unique<sqlite::Db>(setup_.data_dir + "/store.db", sqlite::Access::read_only);
    db_->limit_statement_ms(read_cut_ms);
    socket_ = std::make_unique<Socket>();
    auto& s = socket_->router;
    s.set(zmq::sockopt::linger, 0);
    s.set(zmq::sockopt::router_mandatory, true);
    s.set(zmq::sockopt::router_handover, true);
    s.set(zmq::sockopt::sndhwm, queue_messages);
    s.set(zmq::sockopt::rcvhwm, queue_messages);
    s.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(wire::max_frame_bytes));
    s.bind(setup_.endpoint);
    OUTPOST_CHECK(open_to_group(setup_.endpoint));
  } catch (const zmq::error_t& e) {
    return fail(Code::io, "bind",
                fmt::format("cannot listen for the sync agent on {}: {}", setup_.endpoint, e.what()));
  } catch (const sqlite::Failure& e) {
    return fail(Code::io, "storage-read", e.what());
  }
  refresh_json();
  thread_ = std::thread([this] { run(); });
  return {};
}

void SyncLink::stop() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
  socket_.reset();
  db_.reset();
}

std::string SyncLink::json() const {
  const std::lock_guard lock(json_mutex_);
  return json_;
}

void SyncLink::send(const std::string& route, const local::Body& body) {
  try {
    auto& s = socket_->router;
    if (s.send(zmq::buffer(route), zmq::send_flags::sndmore | zmq::send_flags::dontwait))
      (void)s.send(zmq::buffer(local::encode(body)), zmq::send_flags::dontwait);
  } catch (const zmq::error_t&) {  // the agent is gone: its next one asks again
  }
}

void SyncLink::answer_open(const std::string& route) {
  send(route, app::feed_state(*db_, setup_.store_id, store::space_of(setup_.data_dir).free_bytes));
}

void SyncLink::answer_fetch(const std::string& route, const local::Fetch& fetch) {
  auto rows = app::feed_rows(*db_, fetch);
  if (rows)
    send(route, std::move(*rows));
  else
    send(route, local::Trouble{fetch.request, rows.error().text});
}

void SyncLink::store_ack(const std::string& route, local::StoreAck ack) {
  const Id gen = ack.gen;
  writer_.submit(
      Lane::bulk, [ack = std::move(ack)](app::Tx& tx) { return app::keep_ack(tx, ack); },
      [answers = answers_, route, gen](const Result<void>& done) {
        if (done)
          answers->put(route, local::AckStored{gen});
        else
          answers->put(route, trouble_of(done.error()));
      });
}

void SyncLink::down_apply(const std::string& route, local::DownApply page) {
  const auto cursor = std::make_shared<wire::TopicCursor>();
  writer_.submit(
      Lane::bulk,
      [page = std::move(page), cursor](app::Tx& tx) -> Result<void> {
        OUTPOST_TRY(*cursor, app::apply_changes(tx, page));
        return {};
      },
      [answers = answers_, route, cursor](const Result<void>& done) {
        if (done)
          answers->put(route, local::DownState{*cursor});
        else
          answers->put(route, local::Trouble{0, done.error().text});
      });
}

std::optional<Micros> SyncLink::hq_now_us() const {
  const Micros ahead = hq_minus_boot_us_;
  return ahead == not_heard ? std::nullopt : std::optional(ahead + clock_.boot_us());
}

void SyncLink::on_link_state(const std::string& route, local::LinkState state) {
  if (state.link != line_.link || state.text != line_.text) next_json_us_ = 0;
  if (state.hq_now_us) hq_minus_boot_us_ = state.hq_now_us - clock_.boot_us();
  line_ = std::move(state);
  line_heard_us_ = clock_.boot_us();
  send(route, app::feed_head(*db_));
}

void SyncLink::answer(const std::string& route, local::Body body) {
  agent_ = route;
  if (std::get_if<local::Open>(&body)) answer_open(route);
  if (const auto* fetch = std::get_if<local::Fetch>(&body)) answer_fetch(route, *fetch);
  if (auto* ack = std::get_if<local::StoreAck>(&body)) store_ack(route, std::move(*ack));
  if (auto* page = std::get_if<local::DownApply>(&body)) down_apply(route, std::move(*page));
  if (auto* state = std::get_if<local::LinkState>(&body)) on_link_state(route, std::move(*state));
}

void SyncLink::receive() {
  for (int i = 0; i < most_messages; ++i) {
    std::vector<zmq::message_t> frames;
    if (!zmq::recv_multipart(socket_->router, std::back_inserter(frames), zmq::recv_flags::dontwait)) return;
    if (frames.size() != 2) continue;
    const std::string route = frames[0].to_string();
    auto body = local::decode(frames[1].to_string_view());
    if (!body) {
      log::warning("the sync agent sent something unreadable: " + body.error().text);
      continue;
    }
    try {
      answer(route, std::move(*body));
    } catch (const sqlite::Failure& e) {
      log::warning(fmt::format("reading for the sync agent: {}", e.what()));
      send(route, local::Trouble{0, "the store's database cannot be read just now"});
    }
  }
}

/// Tells the agent about a commit. The database itself says whether there was one.
void SyncLink::look_at_head() {
  try {
    const auto version = db_->scalar_i64("PRAGMA data_version");
    if (version == data_version_) return;
    data_version_ = version;
    const auto head = app::feed_head(*db_);
    if (agent_.empty() || (head.inc == head_told_.inc && head.last == head_told_.last)) return;
    head_told_ = head;
    send(agent_, head);
  } catch (const sqlite::Failure& e) {
    log::warning(fmt::format("looking for events: {}", e.what()));
  }
}

std::string SyncLink::sync_json() {
  LineView view;
  view.configured = !setup_.hq_endpoint.empty();
  view.endpoint = setup_.hq_endpoint;
  if (!view.configured) return sync_status(*db_, setup_.store_id, view);
  if (clock_.boot_us() - line_heard_us_ > agent_away_us) {
    view.error = "the sync agent (outpost-sync) is not running";
    view.reason = "sync-agent-away";
    view.last_contact_us = line_.last_contact_us;
    return sync_status(*db_, setup_.store_id, view);
  }
  view.state = local::link_name(line_.link);
  view.error = line_.text;
  view.reason = line_.reason;
  view.since_us = line_.since_us;
  view.last_contact_us = line_.last_contact_us;
  return sync_status(*db_, setup_.store_id, view);
}

void SyncLink::refresh_json() {
  const Micros began = clock_.boot_us();
  if (began < next_json_us_) return;
  try {
    std::string fresh = sync_json();
    if (fresh != published_ && publish_)
      publish_("sync", "", R"({"topic":"sync","type":"state","sync":)" + fresh + "}");
    published_ = fresh;
    const std::lock_guard lock(json_mutex_);
    json_ = std::move(fresh);
  } catch (const sqlite::Failure& e) {
    log::warning(fmt::format("counting what waits for headquarters: {}", e.what()));
  }
  const Micros now = clock_.boot_us();
  next_json_us_ = now + std::max(json_every_us, json_pause_factor * (now - began));
}

void SyncLink::run() {
  std::vector<zmq::pollitem_t> items = {{socket_->router.handle(), 0, ZMQ_POLLIN, 0},
                                        {nullptr, answers_->wake, ZMQ_POLLIN, 0}};
  while (!stop_) {
    try {
      zmq::poll(items, poll_every);
    } catch (const zmq::error_t& e) {
      if (e.num() != EINTR)
        return log::error(fmt::format("the line to the sync agent is broken: {}", e.what()));
    }
    receive();
    for (const auto& [route, body] : answers_->take()) send(route, body);
    look_at_head();
    refresh_json();
  }
}

}  // namespace outpost::links
