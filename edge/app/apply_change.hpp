// Changes from headquarters into the store: rows and cursor in one transaction.
#pragma once

#include "edge/app/tx.hpp"
#include "edge/contract/sync/local.hpp"

namespace outpost::app {

/// Changes are written into the live catalogue, page by page: each is one product or one price, whole in itself, and a
/// till must not wait for the end of a long download to see the first of them. A quote keeps the prices it named.
///
/// Applies a page when it continues the topic's cursor, and moves the cursor with it; anything else (already
/// applied, a gap, a topic that is not known) changes nothing. A page of another generation of headquarters
/// is taken when it begins at 0. A change that cannot be applied is kept as evidence, raises an alarm, and
/// the cursor goes on behind it. Returns where the cursor is afterwards; no error of its own.
Result<wire::TopicCursor> apply_changes(Tx& tx, const wire::local::DownApply& page);

}  // namespace outpost::app
