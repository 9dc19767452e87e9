// Alarms that are open, and evidence of what went wrong.
#pragma once

#include "edge/store/rows.hpp"
#include "edge/store/tx.hpp"

#include <optional>
#include <vector>

namespace outpost::store {

/// Opens an alarm and sends an `alarm` event; the one that is open when there is one of this name and
/// subject.
AlarmRow raise_alarm(Tx& tx, const std::string& name, const std::string& subject, const std::string& text);
/// Closes it and sends an `alarm` event; nothing happens when none is open.
void clear_alarm(Tx& tx, const std::string& name, const std::string& subject);
/// The same with one that is open; `alarm` is then as it is stored.
void clear_alarm(Tx& tx, AlarmRow& alarm);
std::optional<AlarmRow> find_alarm(sqlite::Db& db, const Id& id);
/// Open ones, newest first.
std::vector<AlarmRow> open_alarms(sqlite::Db& db, std::size_t most);

/// Kept for ever; `detail` must hold nothing secret.
void keep_evidence(Tx& tx, const std::string& name, const std::string& detail);

}  // namespace outpost::store
