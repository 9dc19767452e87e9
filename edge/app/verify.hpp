// Does everything add up? Reads only.
#pragma once

#include "edge/app/shapes.hpp"
#include "edge/base/sqlite/db.hpp"

namespace outpost::app {

/// All checks, those that failed too: order sums and tenders (I4), ledgers against their causes (I1, I2), tax
/// per line, receipt numbers without a gap, one outbox event for each paid order and no gap in its numbers
/// (I7), states that fit together, foreign keys, SQLite's integrity_check. Give it a connection without time
/// limit.
Result<std::vector<Check>> verify(sqlite::Db& db);

/// True when every check is ok.
bool all_ok(const std::vector<Check>& checks);

}  // namespace outpost::app
