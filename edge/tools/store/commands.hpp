// The commands of outpost-store. Each prints what a person or a script needs and returns the exit code.
#pragma once

#include "edge/tools/store/invocation.hpp"

namespace outpost::tool {

Result<int> init(const Invocation& call);
Result<int> import_products(const Invocation& call);
Result<int> backup(const Invocation& call);
Result<int> restore(const Invocation& call);
Result<int> renew(const Invocation& call);
Result<int> verify(const Invocation& call);
Result<int> add_terminal(const Invocation& call);
Result<int> list_terminals(const Invocation& call);
Result<int> revoke_terminal(const Invocation& call);
Result<int> enrol(const Invocation& call);

}  // namespace outpost::tool
