// A second, simple reading of an adapter's lines, written apart from the product's: which messages did a unit
// say? It forgives more than the product does, so whatever the product takes must be found here too.
#pragma once

#include "tests/fuzz/answers/subjects.hpp"

namespace outpost::fuzz {

/// The messages of one unit as hexadecimal digits, from the service on; `source` as the product names it.
/// On the older buses only lines whose checksum is right.
std::vector<std::string> said_by(const dev::ElmReply& reply, const Subject& subject,
                                 const std::string& source);

/// The lines with which a sound adapter would show these messages of the unit.
std::vector<std::string> clean_lines(const std::vector<std::string>& messages, const Subject& subject,
                                     const std::string& source);

}  // namespace outpost::fuzz
