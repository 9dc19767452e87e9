// Short names of what use cases get from the store.
//   mutating: Result<Shape> f(Tx&, const Actor&, ...)          on the writer thread
//   reading:  Result<Shape> f(sqlite::Db&, const Actor&, ...)  on a reader's connection
#pragma once

#include "edge/store/tx.hpp"

namespace outpost::app {

using store::LiveEvent;
using store::Settings;
using store::Tx;

}  // namespace outpost::app
