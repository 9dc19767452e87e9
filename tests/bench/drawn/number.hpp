// Product numbers out of nothing.
#pragma once

#include <cstdint>
#include <string>

namespace outpost::bench {

/// An EAN-13 with its check digit.
std::string random_ean13(std::uint64_t seed);

}  // namespace outpost::bench
