using System.Reflection;

namespace InstructRec.Testing;

/// <summary>
/// Finds calls that hand TorchSharp a number. It makes an object of it whose native part a finalizer frees, and passes the native pointer on without keeping the object alive:
/// a collection at the wrong moment, on any thread, frees the number while libtorch reads it. Seen as an internal assertion of libtorch in an hour of training.
/// </summary>
internal static class ScalarLifetime
{
    public static IEnumerable<string> Unheld(Assembly assembly, string holder) => CalledMethods.Of(assembly)
        .Where(c => c.Caller.DeclaringType?.Name != holder && HandsOverANumber(c.Called))
        .Select(c => $"{c.Caller.DeclaringType?.FullName}.{c.Caller.Name}: {c.Called.Name}({string.Join(", ", c.Called.GetParameters().Select(p => p.ParameterType.Name))})")
        .Distinct().Order(StringComparer.Ordinal);

    private static bool HandsOverANumber(MethodBase called) => called.DeclaringType?.FullName switch
    {
        "TorchSharp.Scalar" => called.Name == "op_Implicit",
        "TorchSharp.torch+Tensor" => called.Name.StartsWith("op_", StringComparison.Ordinal) && called.GetParameters().Any(p => p.ParameterType.IsPrimitive),
        _ => false,
    };
}
