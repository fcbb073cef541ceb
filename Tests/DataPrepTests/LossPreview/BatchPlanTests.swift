import Testing

@testable import DataPrep

@Suite struct BatchPlanTests {
  @Test func arrangesAsThePageSays() {
    var plan = BatchPlan()
    (plan.batchSize, plan.accumulation, plan.rankCount) = (2, 2, 2)
    #expect(plan.arrangement(of: 8) == [[[0, 2], [4, 6]], [[1, 3], [5, 7]]])
    #expect(plan.arrangement(of: 3) == [[[0, 2]], [[1]]])
    #expect(plan.arrangement(of: 1) == [[[0]], []])
    plan.assignment = .contiguous
    #expect(plan.arrangement(of: 8) == [[[0, 1], [2, 3]], [[4, 5], [6, 7]]])
    #expect(plan.arrangement(of: 5) == [[[0, 1], [2, 3]], [[4]]])
  }

  @Test(arguments: [
    (BatchPlan.LastStep.keep, TailWindow?.none, 3, 11), (.drop, nil, 2, 8),
    (.keep, .drop, 2, 8), (.keep, .divideByG, 3, 11),
  ])
  func treatsTheLastStep(last: BatchPlan.LastStep, tail: TailWindow?, steps: Int, rows: Int) {
    var plan = BatchPlan()
    (plan.batchSize, plan.accumulation, plan.rankCount) = (1, 2, 2)
    (plan.lastStep, plan.tail) = (last, tail)
    #expect(plan.stepCount(rows: 11) == (steps, rows))
  }

  @Test func refusesNumbersThatAreTooLarge() {
    var plan = BatchPlan()
    (plan.batchSize, plan.accumulation, plan.rankCount) = (Int.max, 2, 2)
    #expect(throws: DataPrepError.self) { try plan.validate(rowCount: 10) }
    (plan.batchSize, plan.tail) = (1, .divideByG)
    plan.rankCount = .max
    #expect(throws: DataPrepError.self) { try plan.validate(rowCount: 10) }
    plan.accumulation = .max
    plan.rankCount = 2
    #expect(throws: Never.self) { try plan.validate(rowCount: 10) }
    #expect(plan.arrangement(of: 10).map { $0.count } == [5, 5])
  }

  @Test func advisesByWhatWasChosen() {
    var plan = BatchPlan()
    (plan.batchSize, plan.rankCount) = (2, 4)
    var error = #expect(throws: DataPrepError.self) { try plan.validate(rowCount: 3) }
    #expect(
      error?.hint == "make --batch-size or --ranks smaller, or look at the incomplete step with "
        + "--tail divide-by-actual"
    )
    plan.tail = .divideByActual
    error = #expect(throws: DataPrepError.self) { try plan.validate(rowCount: 3) }
    #expect(error?.message == "--ranks is 4, expected at most 3, the rows that there are")
    #expect(throws: Never.self) { try plan.validate(rowCount: 4) }
  }
}
