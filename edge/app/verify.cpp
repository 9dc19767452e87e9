#include "edge/app/verify.hpp"

#include "edge/store/checks.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::app {
namespace {

Check check_of(std::string name, std::string findings) {
  Check c;
  c.name = std::move(name);
  c.ok = findings.empty();
  c.detail = std::move(findings);
  return c;
}

Check run(sqlite::Db& db, const store::CheckRow& row) {
  const auto end = store::run_check(db, row);
  Check c{std::string(row.name), end.wrong == 0, end.seen, ""};
  if (!c.ok) c.detail = fmt::format("{}: broken {} time(s), first {}", row.what, end.wrong, end.first);
  return c;
}

}  // namespace

Result<std::vector<Check>> verify(sqlite::Db& db) {
  std::vector<Check> checks;
  try {
    for (const auto& row : store::check_table()) checks.push_back(run(db, row));
    checks.push_back(check_of("foreign-keys", store::foreign_key_findings(db)));
    checks.push_back(check_of("integrity", store::integrity_findings(db)));
  } catch (const sqlite::Failure& e) {
    return fail(Code::corrupt, "store-damaged",
                fmt::format("The database could not be checked: {}", e.what()));
  }
  return checks;
}

bool all_ok(const std::vector<Check>& checks) {
  return std::all_of(checks.begin(), checks.end(), [](const Check& c) { return c.ok; });
}

}  // namespace outpost::app
