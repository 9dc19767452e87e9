#include "edge/compose.hpp"

#include "edge/app/attempt_rows.hpp"
#include "edge/app/clock_watch.hpp"
#include "edge/app/code_payments.hpp"
#include "edge/app/idempotency.hpp"
#include "edge/app/payment_resolver.hpp"
#include "edge/app/payment_timings.hpp"
#include "edge/app/previews.hpp"
#include "edge/app/unit_board.hpp"
#include "edge/base/log/log.hpp"
#include "edge/base/paths.hpp"
#include "edge/build_date.hpp"
#include "edge/compose_options.hpp"
#include "edge/first_run.hpp"
#include "edge/http/api.hpp"
#include "edge/http/imports.hpp"
#include "edge/http/long_reads.hpp"
#include "edge/http/router.hpp"
#include "edge/http/server.hpp"
#include "edge/links/auto_receipt.hpp"
#include "edge/links/command_news.hpp"
#include "edge/links/device_link.hpp"
#include "edge/links/provider_http.hpp"
#include "edge/links/sync_link.hpp"
#include "edge/store/open.hpp"

#include <atomic>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace outpost {
namespace {

constexpr std::size_t most_readers = 24;  // of 64 workers; a read takes a millisecond
constexpr Micros stuck_us = 10 * us_per_s;
constexpr Micros forget_every_us = 60 * us_per_s;
constexpr std::int64_t forget_at_once = 200;  // old keys in one slice of bulk work

std::string boot_name(Random& random) {
  std::array<std::uint8_t, 6> bytes{};
  random.fill(bytes);
  return to_hex(bytes);
}

}  // namespace

struct Edge::Parts {
  Parts(EdgeOptions o, store::OpenStore opened);

  void on_event(store::LiveEvent event);
  Result<void> open_provider();
  Result<void> open_sync();
  void describe_metrics();

  EdgeOptions options;
  store::StoreLock lock;  // first in, last out
  std::atomic<bool> stopping{false};
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  http::EventHub hub{boot_name(random)};
  store::Writer writer;
  store::Readers readers;
  app::UnitBoard board;
  app::Previews previews;
  app::CodePayments code_payments;
  app::AttemptRows attempts{writer, readers};
  std::unique_ptr<links::ProviderHttp> provider;  // none: no code payments
  std::unique_ptr<app::PaymentResolver> resolver;
  std::unique_ptr<links::DeviceLink> devices;
  std::unique_ptr<links::SyncLink> sync;
  links::AutoReceipt receipts;
  std::atomic<bool> sink_open{false};  // events flow once everything they reach is there
  http::Metrics metrics;
  http::Imports imports{writer};
  http::LongReads long_reads;
  http::StaticFiles pages;
  http::Guard guard;
  http::InFlight in_flight;
  http::TokenReplies token_replies;
  std::optional<http::Api> api;
  std::unique_ptr<http::Server> server;
  std::string owner_code;
  Micros next_forget_us = 0;
};

Edge::Parts::Parts(EdgeOptions o, store::OpenStore opened)
    : options(std::move(o)), lock(std::move(opened.lock)),
      writer(std::move(opened.db), options.settings, clock, ids, random,
             [this](std::vector<store::LiveEvent>&& events) {
               for (auto& e : events) on_event(std::move(e));
             },
             {}),
      readers(options.dir + "/store.db", most_readers), board(options.units, clock.wall_us()),
      receipts(writer, board,
               [this] {
                 if (devices) devices->commands_queued();
               }),
      long_reads(options.dir + "/store.db"), pages(http::find_ui_folder(options.edge.text("ui_dir"))),
      guard(host_names(options)) {
  api.emplace(http::Api{writer,
                        readers,
                        options.settings,
                        clock,
                        hub,
                        board,
                        previews,
                        code_payments,
                        metrics,
                        imports,
                        long_reads,
                        pages,
                        guard,
                        in_flight,
                        token_replies,
                        options.dir,
                        options.idle_reset_s,
                        [this] { return sync->json(); },
                        [this] { return stopping.load(); },
                        [this] { devices->commands_queued(); },
                        [this](app::PreviewLease lease) { devices->lease(std::move(lease)); }});
  server =
      std::make_unique<http::Server>(options.server, [this](http::Exchange& x) { http::serve(*api, x); });
}

void Edge::Parts::on_event(store::LiveEvent event) {
  if (sink_open) receipts.on_event(event);
  links::name_station(event, board);
  hub.publish(std::move(event.topic), std::move(event.station), std::move(event.json));
}

/// The provider, when one is configured; its key may have been put there after edge was installed.
Result<void> Edge::Parts::open_provider() {
  links::ProviderHttpOptions p;
  p.url = options.edge.text("provider_url");
  if (p.url.empty()) return {};
  const std::string file = options.edge.text("provider_key_file");
  auto key = read_secret(file.empty() ? options.dir + "/secrets/provider.key" : file);
  if (!key.ok())
    return fail(Code::invalid, "no-provider-key",
                "A payment provider is configured but its key is missing: " + key.error().text + ".");
  p.key = *std::move(key);
  p.currency = options.settings.currency;
  OUTPOST_TRY(const auto timings, app::code_timings_from(options.edge));
  OUTPOST_TRY(provider, links::ProviderHttp::open(std::move(p), clock, random));
  resolver = std::make_unique<app::PaymentResolver>(attempts, *provider, clock, timings);
  code_payments.use(*resolver);
  return {};
}

Result<void> Edge::Parts::open_sync() {
  OUTPOST_TRY(const auto endpoint, ipc_endpoint(options.dir, "sync"));
  sync = std::make_unique<links::SyncLink>(
      links::SyncLinkSetup{endpoint, options.dir, options.settings.store_id,
                           options.sync.text("hq_endpoint")},
      writer, clock, [this](std::string topic, std::string station, std::string json) {
        hub.publish(std::move(topic), std::move(station), std::move(json));
      });
  return {};
}

void Edge::Parts::describe_metrics() {
  const auto counter = [&](const char* name, const char* help, auto read) {
    metrics.add_counter(name, help, [read] { return static_cast<double>(read()); });
  };
  const auto gauge = [&](const char* name, const char* help, auto read) {
    metrics.add_gauge(name, help, [read] { return static_cast<double>(read()); });
  };
  counter("outpost_writer_commits_total", "Transactions of the writer",
          [this] { return writer.stats().commits; });
  counter("outpost_writer_items_total", "Pieces of work in them", [this] { return writer.stats().items; });
  counter("outpost_writer_refused_total", "Pieces of work that a rule refused",
          [this] { return writer.stats().refused; });
  counter("outpost_writer_broken_total", "Broken invariants", [this] { return writer.stats().broken; });
  counter("outpost_writer_full_total", "Pieces of work refused for want of space",
          [this] { return writer.stats().full; });
  gauge("outpost_writer_waiting", "Pieces of work that wait", [this] { return writer.waiting(); });
  gauge("outpost_http_connections_idle", "Connections on the porch",
        [this] { return server->stats().porch.guests; });
  gauge("outpost_http_workers_busy", "Workers with a call", [this] { return server->stats().busy_workers; });
  counter("outpost_http_turned_away_total", "Calls answered 503 for want of a worker",
          [this] { return server->stats().porch.turned_away; });
  gauge("outpost_streams", "Live event streams", [this] { return hub.stats().streams; });
  counter("outpost_streams_slow_total", "Streams closed because their reader did not read",
          [this] { return hub.stats().slow_closed; });
  counter("outpost_device_strangers_total", "Device messages from nobody we know",
          [this] { return devices->strangers(); });
}

Edge::Edge(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Edge::~Edge() { stop(); }

Result<std::unique_ptr<Edge>> Edge::open(const config::Config& config, const std::string& dir) {
  OUTPOST_TRY(auto options, options_from(config, dir));
  OUTPOST_CHECK(make_folder(dir, 0711));
  OUTPOST_CHECK(make_folder(dir + "/run", 0711));
  OUTPOST_CHECK(make_folder(dir + "/secrets", 0700));
  SystemClock clock;
  SystemRandom random;
  OUTPOST_TRY(options.settings.member_key, ensure_member_key(dir, random));
  IdSource ids(clock, random);
  OUTPOST_TRY(auto opened, store::open_store(dir, options.settings.store_id, ids, random, clock));
  if (opened.new_incarnation && !opened.created)
    log::warning("the store was put back or is an old image: it counts anew from here");
  auto parts = std::make_unique<Parts>(std::move(options), std::move(opened));
  auto& p = *parts;
  OUTPOST_CHECK(p.server->listen());
  OUTPOST_CHECK(p.open_provider());
  OUTPOST_CHECK(p.open_sync());
  OUTPOST_TRY(const auto endpoint, ipc_endpoint(dir, "device"));
  links::DeviceLinkOptions device_options;
  device_options.endpoint = endpoint;
  p.devices = std::make_unique<links::DeviceLink>(
      device_options, p.writer, p.board, p.code_payments, p.clock,
      links::DeviceNews{
          [&p](store::LiveEvent e) { p.on_event(std::move(e)); },
          [&p](std::string key, store::LiveEvent e) {
            p.hub.gauge(std::move(key), std::move(e.topic), std::move(e.station), std::move(e.json));
          },
          [&p](const std::string& unit, app::Preview picture) { p.previews.put(unit, std::move(picture)); }});
  p.describe_metrics();
  return std::unique_ptr<Edge>(new Edge(std::move(parts)));
}

Result<void> Edge::start() {
  auto& p = *parts_;
  OUTPOST_CHECK(ensure_admin_token(p.writer, p.readers, p.options.dir, p.clock));
  OUTPOST_TRY(p.owner_code, ensure_owner_code(p.writer, p.readers, p.options.dir));
  p.hub.start();
  OUTPOST_CHECK(p.devices->start());
  OUTPOST_CHECK(p.sync->start());
  OUTPOST_CHECK(p.resolver ? p.resolver->start()
                           : p.writer.call(store::Lane::sales, app::alarm_unowned_attempts));
  p.receipts.catch_up();
  p.sink_open = true;
  p.server->start();
  return write_secret(p.options.dir + "/run/edge.json",
                      fmt::format("{{\"url\":\"{}\",\"pid\":{}}}", url(), getpid()));
}

void Edge::stop() {
  auto& p = *parts_;
  if (p.stopping.exchange(true)) return;
  std::remove((p.options.dir + "/run/edge.json").c_str());
  p.long_reads.stop();
  if (p.resolver) p.resolver->stop();  // calls that wait for a provider are answered `pending`
  p.server->stop();
  p.sink_open = false;
  if (p.devices) p.devices->stop();
  if (p.sync) p.sync->stop();
  p.writer.stop();
  p.imports.stop();  // it was writing: the writer's end is its end
  p.hub.stop();
}

std::string Edge::url() const {
  const auto& host = parts_->options.server.host;
  const bool any = host == "0.0.0.0" || host == "::";
  return fmt::format("http://{}:{}", any ? "127.0.0.1" : host, parts_->server->port());
}

std::string Edge::owner_code() const { return parts_->owner_code; }

bool Edge::alive() const { return parts_->clock.boot_us() - parts_->writer.last_alive_us() < stuck_us; }

void Edge::tick() {
  auto& p = *parts_;
  p.previews.forget_old(p.clock.boot_us());
  if (p.clock.boot_us() < p.next_forget_us) return;
  p.next_forget_us = p.clock.boot_us() + forget_every_us;
  app::ClockFacts clock;
  clock.built_us = built_us;
  clock.hq_us = p.sync->hq_now_us();
  p.writer.submit(
      store::Lane::bulk,
      [clock](store::Tx& tx) -> Result<void> {
        app::forget_old_keys(tx, forget_at_once);
        return app::watch_clock(tx, clock);
      },
      [](const Result<void>&) {});
}

}  // namespace outpost
