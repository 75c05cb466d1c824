using System.Reflection;

namespace InstructRec.Testing;

/// <summary>
/// Finds calls that make TorchSharp turn a number into a <c>Scalar</c>, in the caller or anywhere within. A finalizer frees a scalar's native part, and TorchSharp passes the native
/// pointer on without keeping the object alive: a collection at the wrong moment, on any thread, frees the number while libtorch reads it. Even the sum of two tensors does this.
/// Seen as an assertion of libtorch, twice in half an hour of training.
/// </summary>
internal static class ScalarLifetime
{
    /// <summary>The calls in an assembly, apart from the conversions in the class that holds scalars while they are read.</summary>
    public static IEnumerable<string> Unheld(Assembly assembly, string holder)
    {
        Assembly torch = Assembly.Load("TorchSharp");
        HashSet<MethodBase> converting = Converting(torch);
        return CalledMethods.Of(assembly)
            .Where(c => !(c.Caller.DeclaringType?.Name == holder && c.Called.DeclaringType?.Name == "Scalar") && converting.Contains(Definition(c.Called)))
            .Select(c => $"{c.Caller.DeclaringType?.FullName}.{c.Caller.Name}: {c.Called.DeclaringType?.Name}.{c.Called.Name}({string.Join(", ", c.Called.GetParameters().Select(p => p.ParameterType.Name))})")
            .Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>The conversions themselves and every method that reaches one.</summary>
    private static HashSet<MethodBase> Converting(Assembly torch)
    {
        ILookup<MethodBase, MethodBase> callers = CalledMethods.Of(torch).ToLookup(c => Definition(c.Called), c => Definition(c.Caller));
        Type scalar = torch.GetType("TorchSharp.Scalar")!;
        Queue<MethodBase> open = new(
            scalar.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == scalar)
                .Concat(torch.GetType("TorchSharp.ScalarExtensionMethods")!.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == scalar)));
        HashSet<MethodBase> found = [];
        while (open.TryDequeue(out MethodBase? method))
        {
            if (found.Add(method))
            {
                foreach (MethodBase caller in callers[method])
                {
                    open.Enqueue(caller);
                }
            }
        }

        return found;
    }

    // Array accessors have no definition.
    private static MethodBase Definition(MethodBase method) => (method.MetadataToken & 0xFFFFFF) == 0 ? method : method.Module.ResolveMethod(method.MetadataToken)!;
}
