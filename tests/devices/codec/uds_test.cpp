// UDS, WWH-OBD and their words: rows of recorded-looking exchanges, each with what must come out.
#include "devices/codec/uds_words.hpp"
#include "devices/codec/vector_row.hpp"
#include "devices/data/data.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace outpost;
using namespace outpost::dev;

namespace {

struct Row {
  std::string protocol, request, raw, report;  // lines joined by ';', "name=value unit"
};

std::string decode(const Row& row) {
  const VectorRow v{"x", row.protocol, true, row.request, row.raw};
  const auto reading = decode_vector(v);
  std::string out;
  for (const auto& value : reading.values)
    out += (out.empty() ? "" : ";") + value.name + "=" + value_text(value) + " " + value.unit;
  if (reading.values.empty())
    out = reading.no_data ? "nodata" : "!" + (reading.faults.empty() ? "" : reading.faults.front().name);
  return out;
}

void check(const std::vector<Row>& table) {
  for (const auto& row : table)
    BOOST_TEST_CONTEXT(row.request << " <- " << row.raw) BOOST_TEST(decode(row) == row.report);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(uds)

BOOST_AUTO_TEST_CASE(codes_by_mask) {
  check({
      {"CAN11_500", "1902FF", "7E8 03 59 02 FF", "uds.dtc=none list"},
      {"CAN11_500", "1902FF", "7E8 07 59 02 FF 03 01 11 2F", "uds.dtc=P0301-11:2F list"},
      {"CAN29_500", "1902FF", "18DAF110 07 59 02 FF C1 00 87 08", "uds.dtc=U0100-87:08 list"},
      {"CAN11_500", "7A0:1902FF", "7A8 07 59 02 FF 03 01 11 2F", "uds.dtc=P0301-11:2F list"},
      {"CAN11_500", "7A0:1902FF", "7E8 07 59 02 FF 03 01 11 2F", "!source-unexpected"},
      {"CAN11_500", "123:1902FF", "7E8 07 59 02 FF 03 01 11 2F", "!answer-id-unknown"},
      {"CAN11_500", "1902FF", "7E8 06 59 02 FF 03 01 11", "!data-length"},
      {"CAN11_500", "1902FF", "7E8 02 59 02", "!data-length"},
      {"CAN11_500", "1902FF", "7E8 07 59 02 FF 00 00 11 2F", "!code-empty"},
      // The length reaches into what fills the frame up.
      {"CAN11_500", "1902FF", "7E8 07 59 02 FF AA AA AA AA", "!code-empty"},
      {"CAN11_500", "1902FF", "7E8 07 59 02 FF FF FF FF FF", "!code-empty"},
      {"CAN11_500", "1902FF", "7E8 07 59 02 FF AA AA AA AB", "uds.dtc=B2AAA-AA:AB list"},
      {"CAN11_500", "1902FF", "7E8 03 59 06 FF", "!foreign-answer"},
      {"CAN11_500", "1903", "7E8 02 59 03", "!request-malformed"},
      {"CAN11_500", "1982FF", "7E8 03 59 82 FF", "!request-malformed"},
  });
}

BOOST_AUTO_TEST_CASE(wwh_codes) {
  check({
      {"CAN29_500", "194233FFFF", "18DAF110 06 59 42 33 FF FF 04", "wwh.dtc=none list"},
      {"CAN29_500", "194233FFFF",
       "18DAF110 10 10 59 42 33 FF FE 04|18DAF110 21 44 03 01 11 2F 22 04|18DAF110 22 20 00 09",
       "wwh.dtc=P0301-11:2F:44,P0420-00:09:22 list"},
      {"CAN29_500", "194233FFFF", "18DAF110 06 59 42 D0 FF FF 04", "!group-echo"},
      {"CAN29_500", "194233FFFF", "18DAF110 06 59 42 33 FF FF 02", "!code-format"},
      {"CAN29_500", "194233FFFF", "18DAF110 07 59 42 33 FF FF 04 44", "!data-length"},
      {"CAN29_500", "194233", "18DAF110 06 59 42 33 FF FF 04", "!request-malformed"},
      {"CAN29_500", "195533", "18DAF110 05 59 55 33 FF 04", "wwh.permanent=none list"},
      {"CAN29_500", "195533", "18DAF110 10 09 59 55 33 FF 04 03|18DAF110 21 01 11 2F",
       "wwh.permanent=P0301-11:2F list"},
      {"CAN29_500", "195533", "18DAF110 05 59 55 D0 FF 04", "!group-echo"},
      {"CAN29_500", "195533", "18DAF110 05 59 55 33 FF 03", "!code-format"},
  });
}

BOOST_AUTO_TEST_CASE(snapshots_and_extended_data) {
  const std::string snapshot = "7E8 10 0F 59 04 03 01 11 2F|7E8 21 01 02 F4 0C 0C 80 F4|7E8 22 0D 20";
  check({
      {"CAN11_500", "190403011101", snapshot,
       "snapshot.dtc=P0301-11:2F text;snapshot01.engine_rpm=800 rpm;snapshot01.vehicle_speed=32 km/h"},
      {"CAN11_500", "1904030111FF", snapshot,
       "snapshot.dtc=P0301-11:2F text;snapshot01.engine_rpm=800 rpm;snapshot01.vehicle_speed=32 km/h"},
      {"CAN11_500", "190403011102", snapshot, "!record-echo"},
      {"CAN11_500", "190403021101", snapshot, "!code-echo"},
      {"CAN11_500", "190403011101", "7E8 06 59 04 03 01 11 2F", "snapshot.dtc=P0301-11:2F text"},
      {"CAN11_500", "190403011101", "7E8 07 59 04 03 01 11 2F 01", "!data-short"},
      {"CAN11_500", "190403011101", "7E8 10 08 59 04 03 01 11 2F|7E8 21 01 00", "!snapshot-count"},
      {"CAN11_500", "190403011101", "7E8 10 0B 59 04 03 01 11 2F|7E8 21 01 01 12 34 55",
       "!identifier-length-unknown"},
      {"CAN11_500", "190403011101", "7E8 10 0B 59 04 03 01 11 2F|7E8 21 01 01 F4 0C 0C", "!data-short"},
      {"CAN11_500", "190603011101", "7E8 10 09 59 06 03 01 11 2F|7E8 21 01 AB CD",
       "extended.dtc=P0301-11:2F text;extended.01=abcd hex"},
      {"CAN11_500", "190603011101", "7E8 10 09 59 06 03 01 11 2F|7E8 21 02 AB CD", "!record-echo"},
      {"CAN11_500", "1906030111FF", "7E8 10 09 59 06 03 01 11 2F|7E8 21 01 AB CD", "!record-length-unknown"},
      {"CAN11_500", "1906030111FF", "7E8 06 59 06 03 01 11 2F", "extended.dtc=P0301-11:2F text"},
      {"CAN11_500", "190603011101", "7E8 05 59 06 03 01 11", "!data-short"},
  });
}

BOOST_AUTO_TEST_CASE(identifiers_alone_and_together) {
  const std::string vin =
      "7E8 10 14 62 F1 90 4C 5A 5A|7E8 21 50 41 31 34 45 35 45|7E8 22 31 30 30 31 32 33 34";
  check({
      {"CAN11_500", "22F190", vin, "vin=LZZPA14E5E1001234 text"},
      {"CAN11_500", "22F191", vin, "!foreign-answer"},
      {"CAN11_500", "22F40C", "7E8 05 62 F4 0C 0C 80", "engine_rpm=800 rpm"},
      {"CAN11_500", "22F40C", "7E8 06 62 F4 0C 0C 80 00", "!data-length"},
      {"CAN11_500", "22F40C", "7E8 04 62 F4 0C 0C", "!data-length"},
      {"CAN11_500", "22F40CF40D", "7E8 10 08 62 F4 0C 0C 80 F4|7E8 21 0D 20",
       "engine_rpm=800 rpm;vehicle_speed=32 km/h"},
      {"CAN11_500", "22F40CF40DF405", "7E8 10 08 62 F4 0D 20 F4 05|7E8 21 50 F4", "!data-length"},
      {"CAN11_500", "22F40CF40DF405", "7E8 07 62 F4 0D 20 F4 05 50",
       "vehicle_speed=32 km/h;coolant_temp=40 degC"},  // what it does not have is left out
      {"CAN11_500", "22F40CF40D", "7E8 07 62 F4 0D 20 F4 0D 20", "!identifier-echo"},
      {"CAN11_500", "22F40CF40D", "7E8 07 62 F4 0D 20 F4 05 50", "!identifier-echo"},
      {"CAN11_500", "22F40C1234", "7E8 07 62 12 34 20 F4 0C 50", "!identifier-length-unknown"},
      {"CAN11_500", "221234", "7E8 05 62 12 34 20 21", "!identifier-unknown"},
      {"CAN11_500", "22F4", "7E8 03 62 F4 0C", "!foreign-answer"},
      {"ISO14230_FAST", "22F40D", "84 F1 10 62 F4 0D 20 08", "vehicle_speed=32 km/h"},
      {"ISO14230_FAST", "22F40D", "84 F1 10 62 F4 0D 20 08|84 F1 10 62 F4 0D 20 08", "vehicle_speed=32 km/h"},
      {"ISO14230_FAST", "22F40D", "84 F1 10 62 F4 0D 20 08|84 F1 10 62 F4 0D 21 09", "!contradiction"},
      {"CAN11_500", "22F188", "7E8 07 62 F1 88 41 42 31 20", "software_number=AB1 text"},
      {"CAN11_500", "22F188", "7E8 05 62 F1 88 03 91", "software_number=0391 hex"},
      {"CAN11_500", "22F188", "7E8 03 62 F1 88", "!data-length"},
  });
}

BOOST_AUTO_TEST_CASE(wwh_identifiers) {
  const std::string bare =
      "18DAF110 10 14 62 F8 02 4C 5A 5A|18DAF110 21 50 41 31 34 45 35 45|18DAF110 22 31 30 30 31 32 33 34";
  const std::string counted =
      "18DAF110 10 15 62 F8 02 01 4C 5A|18DAF110 21 5A 50 41 31 34 45 35|18DAF110 22 45 31 30 30 31 32 33|"
      "18DAF110 23 34";
  check({
      {"CAN29_500", "22F802", bare, "vin=LZZPA14E5E1001234 text"},
      {"CAN29_500", "22F802", counted, "vin=LZZPA14E5E1001234 text"},
      {"CAN29_500", "22F802", "18DAF110 05 62 F8 02 4C 5A", "!data-length"},
      {"CAN29_500", "22F806", "18DAF110 07 62 F8 06 12 34 AB CD", "cvn=1234ABCD list"},
      {"CAN29_500", "22F806", "18DAF110 10 08 62 F8 06 01 12 34|18DAF110 21 AB CD", "cvn=1234ABCD list"},
      {"CAN29_500", "22F806", "18DAF110 10 08 62 F8 06 02 12 34|18DAF110 21 AB CD", "!data-length"},
      {"CAN29_500", "22F804",
       "18DAF110 10 13 62 F8 04 43 41 4C|18DAF110 21 49 44 31 00 00 00 00|18DAF110 22 00 "
       "00 00 00 00 00",
       "calid=CALID1 list"},
      {"CAN29_500", "22F804",
       "18DAF110 10 13 62 F8 04 00 00 00|18DAF110 21 00 00 00 00 00 00 00|18DAF110 22 00 "
       "00 00 00 00 00",
       "!text-malformed"},
      {"CAN29_500", "22F80A",
       "18DAF110 10 17 62 F8 0A 45 43 4D|18DAF110 21 00 2D 45 6E 67 69 6E|18DAF110 22 65 "
       "00 00 00 00 00 00|18DAF110 23 00 00 00",
       "ecu_name=ECM-Engine text"},
      {"CAN29_500", "22F8F0", "18DAF110 05 62 F8 F0 12 34", "!identifier-unknown"},
      {"CAN29_500", "22F803", "18DAF110 05 62 F8 03 12 34", "!identifier-unknown"},
  });
}

BOOST_AUTO_TEST_CASE(session_presence_and_clearing) {
  check({
      {"CAN11_500", "1001", "7E8 06 50 01 00 32 01 F4",
       "session.default=1 bool;session.p2=50 ms;session.p2_star=5000 ms"},
      {"CAN11_500", "1001", "7E8 02 50 01", "session.default=1 bool"},
      {"CAN11_500", "1001", "7E8 03 50 01 00", "!data-length"},
      {"CAN11_500", "1001", "7E8 02 50 03", "!foreign-answer"},
      {"CAN11_500", "1003", "7E8 02 50 03", "!request-malformed"},
      {"CAN11_500", "3E00", "7E8 02 7E 00", "tester_present.ok=1 bool"},
      {"CAN11_500", "3E00", "7E8 03 7E 00 01", "!data-length"},
      {"CAN11_500", "3E00", "7E8 02 7E 01", "!foreign-answer"},
      {"CAN11_500", "3E80", "7E8 02 7E 80", "!request-malformed"},
      {"CAN11_500", "14FFFFFF", "7E8 01 54", "clear.ok=1 bool"},
      {"CAN11_500", "14FFFFFF", "7E8 02 54 00", "!data-length"},
  });
}

BOOST_AUTO_TEST_CASE(refusals_and_waiting) {
  check({
      {"CAN11_500", "1902FF", "7E8 03 7F 19 11", "!negative-11"},
      {"CAN11_500", "1902FF", "7E8 03 7F 19 78", "!negative-78"},  // a wait alone is no value
      {"CAN11_500", "1902FF", "7E8 03 7F 22 11", "!foreign-answer"},
      {"CAN11_500", "22F190", "7E8 03 7F 22 31", "!negative-31"},
      {"CAN11_500", "3E00", "7E8 03 7F 3E 12", "!negative-12"},
      {"CAN11_500", "1902FF", "7E8 03 7F 19 78|7E8 03 7F 19 78|7E8 03 59 02 FF", "uds.dtc=none list"},
      {"CAN11_500", "1902FF", "7E8 03 7F 19 78|7E8 03 7F 19 22", "!negative-22"},
  });
  const auto reading =
      decode_vector({"x", "CAN11_500", true, "1902FF", "7E8 03 7F 19 78|7E8 03 7F 19 78|7E8 03 59 02 FF"});
  BOOST_TEST(reading.pending == 2);
  BOOST_TEST(negative_text(0x31) == "out of range");
  BOOST_TEST(negative_text(0x99) == "reason 99");
}

// One address byte before the PCI byte: the tester's in what comes.
BOOST_AUTO_TEST_CASE(lines_with_an_extended_address) {
  const auto request = *parse_obd_request("22F190");
  const auto read = [&](std::vector<std::string> lines) {
    const auto reading = read_obd(
        request, {Bus::can11, true, "22F190", 0x612, IsoTpAddress::extended(0xF1, 0x12)}, {lines, false});
    return reading.values.empty() ? "!" + reading.faults.at(0).name : value_text(reading.values[0]);
  };
  BOOST_TEST(read({"612 F1 10 14 62 F1 90 4C 5A", "612 F1 21 5A 50 41 31 34 45",
                   "612 F1 22 35 45 31 30 30 31", "612 F1 23 32 33 34"}) == "LZZPA14E5E1001234");
  BOOST_TEST(read({"612 F1 03 7F 22 31"}) == "!negative-31");
  BOOST_TEST(read({"612 F2 03 7F 22 31"}) == "!source-unexpected");  // for another tester
  BOOST_TEST(read({"612 03 7F 22 31"}) == "!source-unexpected");     // no address byte
  BOOST_TEST(read({"613 F1 03 7F 22 31"}) == "!source-unexpected");
  BOOST_TEST(read({"612 F1 07 62 F1 90 41 42 43 44"}) == "!isotp-long");
}

BOOST_AUTO_TEST_CASE(every_row_of_the_words_is_well_formed) {
  const std::vector<std::pair<std::string, std::size_t>> tables = {
      {"negative_responses.tsv", 40}, {"uds_bits.tsv", 16}, {"unit_texts.tsv", 10}};
  for (const auto& [file, least] : tables) {
    std::set<std::string> seen;
    const auto rows = table_rows(data_file(file));
    BOOST_TEST(rows.size() >= least, file);
    for (const auto& row : rows) {
      BOOST_TEST(row.size() == (file == "uds_bits.tsv" ? 5u : file == "unit_texts.tsv" ? 4u : 3u));
      for (const auto cell : row) BOOST_TEST(!cell.empty());
      BOOST_TEST(
          seen.insert(std::string(row[0]) + (file == "uds_bits.tsv" ? std::string(row[1]) : "")).second);
      const auto zh = row.back(), en = row[row.size() - 2];
      BOOST_TEST(
          std::any_of(zh.begin(), zh.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7F; }));
      BOOST_TEST(
          std::all_of(en.begin(), en.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    }
  }
}

BOOST_AUTO_TEST_CASE(bytes_in_words) {
  const auto names = [](const std::vector<UdsWord>& words) {
    std::string out;
    for (const auto& w : words) out += std::string(w.name) + " ";
    return out;
  };
  BOOST_TEST(names(uds_status_bits(0x2F)) ==
             "test_failed test_failed_this_cycle pending confirmed failed_since_clear ");
  BOOST_TEST(names(uds_status_bits(0x50)) == "not_tested_since_clear not_tested_this_cycle ");
  BOOST_TEST(names(uds_status_bits(0x80)) == "warning_lamp ");
  BOOST_TEST(uds_status_bits(0).empty());
  BOOST_TEST(names(uds_severity_bits(0x44)) == "class_b1 check_at_next_halt ");
  BOOST_TEST(names(uds_severity_bits(0x82)) == "class_a check_immediately ");
  BOOST_TEST(negative_response_word(0x78).zh == "仍在处理，一直没有给出结果");
}

BOOST_AUTO_TEST_CASE(entries_are_taken_apart) {
  const auto plain = parse_uds_code("P0301-11:2F");
  BOOST_REQUIRE(plain.has_value());
  BOOST_TEST(plain->code == "P0301");
  BOOST_TEST(plain->failure_type == 0x11);
  BOOST_TEST(plain->status == 0x2F);
  BOOST_TEST(!plain->severity.has_value());
  const auto wwh = parse_uds_code("U0100-87:08:42");
  BOOST_REQUIRE((wwh && wwh->severity));
  BOOST_TEST(*wwh->severity == 0x42);
  for (const std::string bad : {"", "P0301", "P0301-11", "P0301-11:2", "X0301-11:2F", "P03G1-11:2F",
                                "P0301:11-2F", "P0301-1g:2F", "P0301-11:2F:4", "P0301-11:2F-42"})
    BOOST_TEST(!parse_uds_code(bad).has_value(), bad);
}

BOOST_AUTO_TEST_SUITE_END()
