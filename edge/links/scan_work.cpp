#include "edge/links/scan_work.hpp"

#include "edge/app/orders.hpp"
#include "edge/app/payments.hpp"
#include "edge/base/log/log.hpp"
#include "edge/core/code_content.hpp"

#include <fmt/format.h>
#include <sodium.h>

namespace outpost::links {
namespace {

/// What outlives the transaction: the attempt that was begun, and the code for its charge.
struct Job {
  app::Scan scan;
  app::Actor actor;
  std::string auth_code;  ///< "" when the text is no payment code
  /// Whom the code belongs to, or why it cannot be charged now.
  Result<std::string> brand = fail(Code::refused, "bad-auth-code", "This is no payment code.");
  std::optional<app::CodeBegun> begun;
};

/// (unit, boot, seq) names a scan for ever, and so the attempt that it began.
app::CallKey key_of(const app::Scan& scan) {
  app::CallKey key;
  key.actor = "unit " + scan.unit;
  key.key = fmt::format("{}-{}", scan.boot.text(), scan.seq);
  key.call = "scan";
  return key;
}

Result<void> pay(store::Tx& tx, Job& job, const Id& id) {
  OUTPOST_TRY(const auto brand, job.brand);
  OUTPOST_TRY(const auto order, app::get_order(tx.db, job.actor, id, tx.settings));
  const app::CodeRequest rest{order.total_fen - order.paid_fen, brand};
  OUTPOST_TRY(job.begun, app::begin_code_payment(tx, job.actor, id, rest, key_of(job.scan)));
  return {};
}

Result<void> work(store::Tx& tx, Job& job) {
  OUTPOST_CHECK(app::scan_to_cart(tx, job.scan, [&](const Id& order) { return pay(tx, job, order); }));
  return {};
}

}  // namespace

void take_scan(LinkCore& core, app::Scan scan) {
  auto job = std::make_shared<Job>();
  job->actor.label = scan.unit;
  job->actor.role = app::Role::device;  // pays what the station shows, which may be an order made elsewhere
  job->actor.station = scan.station;
  // The same reading of the text that the cart goes by: blanks and symbology prefixes are no part of a code.
  if (auto digits = core::payment_digits(scan.text, scan.symbology)) {
    job->brand = core.payments.check(*digits);
    job->auth_code = *std::move(digits);
  }
  job->scan = std::move(scan);
  core.writer.submit(
      store::Lane::sales, [job](store::Tx& tx) { return work(tx, *job); },
      [job, keep = core.shared_from_this()](const Result<void>& end) {
        if (end.ok() && job->begun && job->begun->fresh)
          keep->payments.charge(job->begun->result.payment, app::AuthCode(job->auth_code));
        if (!job->auth_code.empty()) {
          sodium_memzero(job->scan.text.data(), job->scan.text.size());
          sodium_memzero(job->auth_code.data(), job->auth_code.size());
        }
        if (!end.ok()) log::warning("scan at " + job->scan.station + " not taken: " + end.error().text);
      });
}

void take_again(LinkCore& core, app::Scan scan) {
  core.writer.submit(
      store::Lane::sales, [scan = std::move(scan)](store::Tx& tx) { return app::tell_again(tx, scan); },
      [](const Result<void>&) {});
}

}  // namespace outpost::links
