// Wrong programs, planted to see that the checker notices. Each is a mistake that a real implementation could
// make; none of them is in the product, they are put around it here.
#pragma once

#include <array>
#include <string_view>

namespace outpost::sim {

enum class Fault {
  none,
  dedupe_off,               ///< HQ takes a batch that it has already
  gap_accepted,             ///< HQ takes a batch behind a hole
  ack_before_commit,        ///< HQ answers, then commits
  hq_loses_tail,            ///< HQ's commits are not on the disk (synchronous=NORMAL)
  cursor_before_apply,      ///< HQ moves applied, then fills its tables, in two transactions
  apply_before_cursor,      ///< HQ fills its tables, then moves applied, in two transactions
  poison_stops,             ///< HQ does not go on behind an event that it cannot apply
  generation_ignored,       ///< HQ is put back from a backup and says nothing
  acks_remembered,          ///< a store sends from its own memory of acknowledgements
  seq_reused,               ///< a store is put back and goes on under the same incarnation
  old_incarnation_dropped,  ///< a store forgets to send what an older incarnation still has
  down_cursor_first,        ///< a store moves the downlink cursor, then applies, in two transactions
  down_applied_twice,       ///< a store applies, then moves the downlink cursor, in two transactions
  page_skips,               ///< HQ says a page reaches further than it does
};

struct FaultRow {
  Fault fault;
  std::string_view name;
};

inline constexpr std::array fault_table{
    FaultRow{Fault::dedupe_off, "dedupe off"},
    FaultRow{Fault::gap_accepted, "gap accepted"},
    FaultRow{Fault::ack_before_commit, "acknowledged before commit"},
    FaultRow{Fault::hq_loses_tail, "headquarters' commits not on the disk"},
    FaultRow{Fault::cursor_before_apply, "cursor moved before apply"},
    FaultRow{Fault::apply_before_cursor, "cursor outside the apply's transaction"},
    FaultRow{Fault::poison_stops, "poison stops the queue"},
    FaultRow{Fault::generation_ignored, "no new generation after a restore of headquarters"},
    FaultRow{Fault::acks_remembered, "store trusts its memory of acknowledgements"},
    FaultRow{Fault::seq_reused, "numbers used again after a restore of the store"},
    FaultRow{Fault::old_incarnation_dropped, "older incarnation not sent"},
    FaultRow{Fault::down_cursor_first, "downlink cursor moved before apply"},
    FaultRow{Fault::down_applied_twice, "downlink applied twice"},
    FaultRow{Fault::page_skips, "downlink page claims too much"},
};

}  // namespace outpost::sim
