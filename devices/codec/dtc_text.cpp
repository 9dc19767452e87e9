#include "devices/codec/dtc_text.hpp"

#include "devices/data/data.hpp"

namespace outpost::dev {

DtcText dtc_text(std::string_view code) {
  DtcText out;
  std::size_t longest = 0;
  for (const auto& row : table_rows(data_file("dtc.tsv"))) {
    if (!code.starts_with(row[0])) continue;
    if (row[0].size() == 1) out.system_en = row[1], out.system_zh = row[2];
    if (row[0].size() <= longest) continue;
    longest = row[0].size();
    out.text_en = row[1];
    out.text_zh = row[2];
  }
  return out;
}

}  // namespace outpost::dev
