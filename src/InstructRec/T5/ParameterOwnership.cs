using TorchSharp;
using TorchSharp.Modules;

namespace InstructRec.T5;

internal static class ParameterOwnership
{
    /// <summary>Takes a parameter out of the caller's dispose scope: its module disposes it.</summary>
    public static Parameter Owned(this Parameter parameter)
    {
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
