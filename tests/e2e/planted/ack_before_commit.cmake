# Answers leave before the transaction is on the disk, by a little: a kill in between loses what was acknowledged.
set(SOURCE edge/store/writer.cpp)
set(WAS [=[  db_->prepare("COMMIT").run();]=])
set(NOW [=[  answer(group);
  group.answers.clear();
  group.events.clear();
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  db_->prepare("COMMIT").run();]=])
