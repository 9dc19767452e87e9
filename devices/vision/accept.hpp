// Which looks become codes. A wrong number charges a customer for something else, so a number is accepted
// only on evidence that a misread does not produce:
//
//   - every retail code carries its check digit; UPC-E of number system 1 is never a code, as it is the
//     left half of about one Chinese product code in ten;
//   - every linear text must have passed the bar-width fit on the pixels where it was seen
//     (Look::margin), also what two libraries say: they repeat each other's mistakes;
//   - an EAN-13 or UPC-A is accepted when a library and the fit agree, or when our own reader is very
//     sure; EAN-8 and UPC-E, whose few digits prove less, need two looks always;
//   - Code 128 needs ZXing's fast pass, two different readers of which ours may be one, or ours alone
//     when very sure; QR and Data Matrix correct their own errors;
//   - a second number at the same place that passed the fit makes both doubtful;
//   - a text inside the area of another accepted code is part of that code.
//
// Pure.
#pragma once

#include "devices/vision/account.hpp"

namespace outpost::dev::vision {

/// Two texts are the same code when these are equal: 13 digits for EAN-13, UPC-A and UPC-E, "8:..." for
/// EAN-8, else the symbology and the text. "" = this look can be no code at all.
std::string code_key(const Look& look);

// Margins are natural logarithms of how much less likely the next best number is. A reader compares
// some thousands of strips and stretches a minute, so what stands alone must be better than one in 10^9
// (22): drawn codes whose ends fade away were read wrong at up to 18.6, one in some thousands. Strips
// of one picture share its blur, so two weak ones do not add up; another reader does not share ours:
// with a library of the same opinion one in 400 (6) is enough. The model is not the picture: shadows
// and glare are no noise, and six digits bend to them more easily than twelve, so short codes need
// more.
struct Limits {
  float alone = 22;           ///< EAN-13, UPC-A and Code 128, by our own reader
  float together = 6;         ///< by a library
  float short_alone = 25;     ///< EAN-8 and UPC-E, by our own reader on two strips
  float short_together = 10;  ///< by a library
};

/// The accepted codes, strongest first. A text that is seen at two places is there twice (twins.hpp): whether
/// that is two items is the stream's business.
std::vector<FoundCode> accept(const std::vector<Look>& looks, const Limits& limits = {});

/// Every text that somebody saw and what became of it, strongest first; those that can be no code at the end.
/// A text at two places is told once.
std::vector<Judged> judge(const std::vector<Look>& looks, const Limits& limits = {});

/// Places that were seen and need another look, one per place.
std::vector<Look> doubtful(const std::vector<Look>& looks);

}  // namespace outpost::dev::vision
