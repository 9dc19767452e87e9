// The stored body of a print command as the job that the printer's driver reads.
#pragma once

#include <string>

namespace outpost::links {

/// {"lines":[text]} of a receipt becomes a print job with feed and cut; a body that is a job already passes.
/// "" when it is neither.
std::string print_body(const std::string& stored, int columns);

}  // namespace outpost::links
