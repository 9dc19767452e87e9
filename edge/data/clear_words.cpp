#include "edge/data/clear_words.hpp"

#include <algorithm>

namespace outpost::data {

const std::vector<ClearWord>& clear_words() {
  static const std::vector<ClearWord> table = {
      // Before anything is sent to the bay.
      {"clear-nobody",
       "Clearing needs a named person: sign in, or have this terminal enrolled under your name.",
       "清除故障码需要具名人员：请登录，或让经理以您的姓名注册本终端。"},
      {"unknown-report", "There is no such report: read the car first.", "没有这份报告：请先读取车辆。"},
      {"clear-other-bay", "This report was made in another bay: read the car in this one first.",
       "这份报告出自另一个工位：请先在本工位读取车辆。"},
      {"clear-partial", "This report is incomplete: make a whole one first, so that nothing is lost.",
       "这份报告不完整：请先做一份完整报告，以免丢失信息。"},
      {"clear-old", "This report is older than 30 minutes: make a new one first.",
       "这份报告已超过 30 分钟：请先重新做一份报告。"},
      {"clear-no-vin", "The car does not tell its VIN, so the report cannot be proven to be of this car.",
       "车辆没有报出车架号，无法证明报告属于这辆车。"},
      {"clear-no-car",
       "The bay shows no car that is ready: switch the ignition on and wait until it is read.",
       "工位没有就绪的车辆：请打开点火开关并等待读取完成。"},
      {"clear-other-car", "The car in the bay is not the one of this report: read this car first.",
       "工位上的车辆与报告不是同一辆：请先读取这辆车。"},
      {"clear-already", "Codes of this car were cleared after this report: make a new one first.",
       "这份报告之后已清除过故障码：请先重新做一份报告。"},
      {"clear-bay-reads", "The bay is making a report: wait until it has ended.",
       "工位正在生成报告：请等它结束。"},
      // What the bay's driver says.
      {"clear-no-snapshot", "No report was stored before: read the car first.",
       "清除前没有保存报告：请先读取车辆。"},
      {"clear-engine-unknown", "The car does not say whether its engine runs, so nothing was cleared.",
       "车辆没有报出发动机是否运转，故障码没有清除。"},
      {"clear-engine-runs", "The engine runs: switch it off, leave the ignition on, and try again.",
       "发动机正在运转：请熄火并保持点火开关打开，然后重试。"},
      {"refused-by-car", "The car refused to clear its codes.", "车辆拒绝清除故障码。"},
      {"busy", "The bay is busy: wait until it has ended, and try again.", "工位正忙：请等它结束后重试。"},
      {"lost", "The car stopped answering: what it cleared is not known. Read it again.",
       "车辆停止应答，是否已清除不明：请重新读取。"},
      {"no_adapter", "The bay has no adapter: plug it in, and try again.", "工位没有适配器：请插好后重试。"},
      {"not_obd", "What is plugged in is no OBD adapter.", "所插设备不是 OBD 适配器。"},
      {"connecting", "The bay is still looking for the car: wait, and try again.",
       "工位仍在连接车辆：请稍候重试。"},
      {"ignition_off", "The ignition is off: switch it on without starting the engine, and try again.",
       "点火开关未打开：请打开但不要启动发动机，然后重试。"},
      {"not-allowed", "This bay's program cannot clear codes: install the same release everywhere.",
       "该工位的程序不能清除故障码：请统一安装同一版本。"},
      // What the device link says.
      {"unit-away", "The bay could not be reached: nothing was cleared.", "无法连接工位：故障码没有清除。"},
      {"too-old", "The bay took too long to come back: nothing was cleared.",
       "工位恢复太慢：故障码没有清除。"},
      {"device-restarted", "The bay restarted meanwhile: what was cleared is not known. Read the car again.",
       "工位中途重启，是否已清除不明：请重新读取车辆。"},
      {"restarted", "The box restarted meanwhile: what was cleared is not known. Read the car again.",
       "主机中途重启，是否已清除不明：请重新读取车辆。"},
      {"no-outcome", "The bay gave no answer: what was cleared is not known. Read the car again.",
       "工位没有回应，是否已清除不明：请重新读取车辆。"},
  };
  return table;
}

const ClearWord& clear_word(std::string_view name) {
  static const ClearWord other = {
      "", "The clearing did not end as it should: read the car again to see its codes.",
      "清除没有正常完成：请重新读取车辆查看故障码。"};
  const auto& t = clear_words();
  const auto i = std::find_if(t.begin(), t.end(), [&](const ClearWord& w) { return w.name == name; });
  return i == t.end() ? other : *i;
}

}  // namespace outpost::data
