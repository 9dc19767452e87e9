// The codes of the test card that a shop holds before its cameras. Known by their whole text and never taken
// for goods: the numbers are of prefix 29, which every shop may use inside its own walls and no supplier can.
// Here because the cameras count them, the till must never sell them, and the box draws them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outpost {

struct TestCode {
  std::string_view name;       ///< stable: "ean-2" ... "ean-5", "qr", "dm"
  std::string_view symbology;  ///< "EAN13", "QR", "DM"
  std::string_view text;
  int dots;                       ///< a module, on a printer of eight dots a millimetre
  std::vector<std::string> rows;  ///< its modules, '1' is dark; one row: bars
};

/// In the order in which they stand on the card, the finest first.
const std::vector<TestCode>& test_card();

/// The code of the card that reads so; nullptr for every other text. A reader may call an EAN-13 by another
/// name, so only the text counts.
const TestCode* test_code_of(std::string_view text);

/// The modules of an EAN-13, guards included (GS1 General Specifications 5.2). Precondition: 13 digits.
std::string ean13_modules(std::string_view digits);

}  // namespace outpost
