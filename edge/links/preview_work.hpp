// Pictures from cameras, for whoever looks: asked for with a lease, taken only while one runs.
#pragma once

#include "edge/app/previews.hpp"
#include "edge/links/link_core.hpp"

namespace outpost::links {

/// Asks the camera for pictures; nothing when it is away. Link thread.
void send_lease(LinkCore& core, const app::PreviewLease& lease);

/// A picture that nobody asked for, a half one or one that is none is dropped and counted. Link thread.
void take_preview(LinkCore& core, Seat& seat, const ipc::Message& m);

}  // namespace outpost::links
