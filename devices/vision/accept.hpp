// Which looks become codes. A wrong number charges a customer for something else, so a number is accepted
// only on evidence that a misread does not produce:
//
//   - every retail code carries its check digit; UPC-E of number system 1 is never a code (it is the left
//   half of about
//     one Chinese product code in ten), UPC-E and EAN-8 need two different readers always;
//   - what the fast pass sees is accepted (it had no wrong read in any picture so far), as are QR and Data
//   Matrix, which
//     carry their own error correction; every other linear text needs two different readers, because two
//     passes of the same reader repeat the same mistake;
//   - a second, different number at the same place makes both doubtful; the accepted one must have more than
//   twice the
//     looks;
//   - a text inside the area of another accepted code is part of that code.
//
// Pure.
#pragma once

#include "devices/vision/code.hpp"

namespace outpost::dev::vision {

/// Two texts are the same code when these are equal: 13 digits for EAN-13, UPC-A and UPC-E, "8:..." for
/// EAN-8, else the symbology and the text. "" = this look can be no code at all.
std::string code_key(const Look& look);

/// The accepted codes, strongest first.
std::vector<FoundCode> accept(const std::vector<Look>& looks);

/// Places that were seen and need another look, one per place.
std::vector<Look> doubtful(const std::vector<Look>& looks);

}  // namespace outpost::dev::vision
