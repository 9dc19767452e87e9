// The key table of outpost.ini. A row is reviewed by reading it; tests/edge/base/config_test walks all rows.
#include "edge/base/config/config.hpp"

namespace outpost::config {

const std::vector<Key>& keys() {
  static const std::vector<Key> table = {
      // section, key, fallback, required, meaning
      {"edge", "store_id", "", true, "this store's id at headquarters: 1 to 16 of a-z, 0-9 and -"},
      {"edge", "store_name", "", false, "name on receipts and screens"},
      {"edge", "http_host", "127.0.0.1", false,
       "address the web server listens on; loopback unless you mean otherwise"},
      {"edge", "http_port", "8080", false, "port of the web server"},
      {"edge", "allowed_hosts", "", false, "further host names browsers may use, separated by spaces"},
      {"edge", "zone", "Asia/Shanghai", false, "time zone of the business date"},
      {"edge", "day_start", "04:00", false, "local time at which a business date begins"},
      {"edge", "currency", "CNY", false, "currency of all amounts"},
      {"edge", "cash_rounding_fen", "1", false,
       "cash totals are rounded to this many fen; 1 means not at all"},
      {"edge", "quote_minutes", "15", false, "how long a quote stays valid"},
      {"edge", "in_store_templates", "", false,
       "layouts of the store's own bar codes, such as 21:PPPPPWWWWW, 22:PPPPPVVVVV (P item, W grams, V fen, "
       "C inner "
       "check digit)"},
      {"edge", "ui_dir", "", false,
       "folder with the built web pages; empty: /usr/share/outpost/ui, or ui beside the program"},
      {"edge", "idle_reset_s", "45", false,
       "kiosk: seconds without a touch until it asks whether somebody is still there (20-300)"},
      {"edge", "provider_url", "", false,
       "base address of the code-payment provider; empty: no code payments"},
      {"edge", "provider_key_file", "", false,
       "file with the provider's shared secret; empty: secrets/provider.key in the data folder"},
      {"edge", "code_limit_s", "45", false,
       "seconds after which an undecided code payment is given up and reversed (2-60); its other waits scale "
       "with it"},
      {"edge", "log_level", "info", false, "debug, info, warning or error"},
      {"sync", "hq_endpoint", "", false, "headquarters, as tcp://host:port; empty: this store has none"},
      {"sync", "hq_public_key", "", false,
       "headquarters' CURVE public key (40 characters); empty: secrets/hq.pub in the data folder"},
      {"sync", "log_level", "info", false, "debug, info, warning or error"},
      {"hq", "database", "", false, "folder of hq.db; empty: the data folder"},
      {"hq", "http_host", "127.0.0.1", false, "address of headquarters' web server"},
      {"hq", "http_port", "8081", false, "port of headquarters' web server"},
      {"hq", "sync_endpoint", "tcp://127.0.0.1:8082", false, "address that stores connect to"},
      {"hq", "ui_dir", "", false, "folder with the built web pages"},
      {"hq", "log_level", "info", false, "debug, info, warning or error"},
      {"unit", "driver", "", true, "scan_camera, escpos, obd_bay or shelf_stream"},
      {"unit", "port", "", true,
       "serial:/dev/..., tcp:host:port, can:can0, sim:..., replay:FILE; scan_camera: "
       "v4l2:/dev/v4l/by-id/"
       "...?width=1280&height=720&fps=30&format=auto&profile=counter&exposure_us=4000&focus=30 "
       "(each may be left out), folder:DIR, file:VIDEO (MJPG in AVI, or Y4M; ?loop=1 for ever), "
       "pattern:ean13; "
       "escpos also: file:/dev/usb/lp0"},
      {"unit", "station", "", true, "the station this unit belongs to"},
      {"unit", "enabled", "yes", false, "no: the unit is shown as disabled and its port is not opened"},
      {"unit", "baud", "", false, "serial line speed; empty: the driver's own"},
      {"unit", "width_columns", "48", false, "escpos: characters a line (32 on 58 mm, 48 on 80 mm)"},
      {"unit", "calibration", "", false,
       "shelf_stream: milligrams a count and the empty reading of cells that were never calibrated, as "
       "2.5@0"},
      {"unit", "copy_dir", "", false, "escpos on sim: folder into which printed receipts go as PNG"},
      {"unit", "frame_budget_ms", "120", false, "scan_camera: time one frame may take to read"},
      {"unit", "region", "", false,
       "scan_camera on a video: corners in percent, as 10,20 90,20 90,95 10,95; codes outside do not count; "
       "empty: the whole picture"},
      {"unit", "release_ms", "700", false,
       "scan_camera on a video: a code counts again after it was out of sight this long (100-10000)"},
      {"unit", "mode", "item", false,
       "scan_camera: basket: two copies of one code more than its length apart are two items; item: one"},
      {"unit", "log_level", "info", false, "debug, info, warning or error"},
  };
  return table;
}

}  // namespace outpost::config
