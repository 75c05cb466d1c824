namespace InstructRec.Training.Batches;

/// <summary>A place in the endless row of batches; with the options and the source it is all that a resumed run needs.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Pool">The pool within the epoch, from 0.</param>
/// <param name="Batch">The batch within the pool, from 0.</param>
public readonly record struct BatchPosition(int Epoch, int Pool, int Batch);
