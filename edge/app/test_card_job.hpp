// The test card of the cameras, as JSON for pages and as a print job.
#pragma once

#include <string>

namespace outpost::app {

/// The shape TestCard of the API document.
std::string test_card_json();

/// Body of the command `print` for a printer of `columns` characters a line (12 dots each). What does not fit
/// with its quiet zones is left out.
std::string test_card_job(int columns);

}  // namespace outpost::app
