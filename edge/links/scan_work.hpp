// A scan on its way to the writer: a product goes into the cart, a payment code pays the order that waits for
// it. The code of a payment never leaves this process but to the provider.
#pragma once

#include "edge/app/scans.hpp"
#include "edge/links/link_core.hpp"

namespace outpost::links {

void take_scan(LinkCore& core, app::Scan scan);

/// A code that was taken is held up again: the station hears of it and nothing else happens.
void take_again(LinkCore& core, app::Scan scan);

}  // namespace outpost::links
