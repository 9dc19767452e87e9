// The tables of this folder, as they were when the program was built: PIDs, units, cars. They are data that a
// person reviews by reading, carried inside the program so that table and code are never of two versions.
#pragma once

#include <string_view>
#include <vector>

namespace outpost::dev {

struct DataFile {
  std::string_view name;  ///< below devices/data: "pids.tsv", "cars/petrol-2014.json"
  std::string_view text;
};

/// All of them. Any thread; lives for ever.
const std::vector<DataFile>& data_files();
/// The text of one; empty when there is none of this name.
std::string_view data_file(std::string_view name);

/// Splits tab separated text into rows of fields, without its header line. Empty lines are left out.
std::vector<std::vector<std::string_view>> table_rows(std::string_view text);

}  // namespace outpost::dev
