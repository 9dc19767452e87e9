# Idempotency off: a call with a known key does its work again.
set(SOURCE edge/app/idempotency.cpp)
set(WAS [=[  if (auto row = store::find_call(tx.db, digest)) {]=])
set(NOW [=[  if (auto row = store::find_call(tx.db, digest); row && digest.empty()) {]=])
set(WAS2 [=[  store::insert_call(tx.db, digest,]=])
set(NOW2 [=[  if (!store::find_call(tx.db, digest)) store::insert_call(tx.db, digest,]=])
