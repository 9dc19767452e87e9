#include "devices/codec/code_text.hpp"

#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <map>
#include <utility>

namespace outpost::dev {

CodeText code_text(std::string_view list, std::int64_t number) {
  static const auto table = [] {
    std::map<std::pair<std::string_view, std::int64_t>, CodeText> t;
    for (const auto& row : table_rows(data_file("pid_codes.tsv")))
      t[{row[0], static_cast<std::int64_t>(table_number(row[1]))}] = {row[2], row[3]};
    return t;
  }();
  const auto found = table.find({list, number});
  return found == table.end() ? CodeText{} : found->second;
}

}  // namespace outpost::dev
