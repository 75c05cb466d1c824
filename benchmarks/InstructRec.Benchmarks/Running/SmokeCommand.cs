using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Guarding;
using InstructRec.Benchmarks.Peers;
using InstructRec.Benchmarks.Pictures;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Scaling;

namespace InstructRec.Benchmarks.Running;

/// <summary>Every benchmark once with its smallest sizes, found by reflection, and every verb with a tiny network: that they run, not how fast.</summary>
internal static class SmokeCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        string only = arguments.Text("--only", string.Empty);
        TorchSharp.torch.set_num_threads(1);
        List<string> failures = [];
        int count = 0;
        foreach (Type type in Benchmarks().Where(t => t.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            count += await OneClassAsync(type, failures);
        }

        string folder = Path.Combine(Path.GetTempPath(), $"smoke-{Guid.NewGuid():N}");
        foreach ((string name, Action verb) in Verbs(folder).Where(v => v.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            count++;
            await TryAsync(name, failures, () =>
            {
                verb();
                return Task.CompletedTask;
            });
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"smoke: {count - failures.Count} of {count} ran"));
        failures.ForEach(Console.Error.WriteLine);
        return count > 0 && failures.Count == 0 ? 0 : 1;
    }

    /// <summary>The classes that have benchmarks.</summary>
    public static IReadOnlyList<Type> Benchmarks() => [.. typeof(SmokeCommand).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && Methods<BenchmarkAttribute>(t).Any()).OrderBy(t => t.FullName, StringComparer.Ordinal)];

    /// <summary>Gives every parameter its smallest value: the tiny network, the lowest number, the first of others.</summary>
    public static void SetSmallest(object benchmark)
    {
        foreach (PropertyInfo property in benchmark.GetType().GetProperties())
        {
            object?[] values = property.GetCustomAttribute<ParamsAttribute>()?.Values ?? Source(benchmark, property) ?? (property.GetCustomAttribute<ParamsAllValuesAttribute>() is null
                ? []
                : property.PropertyType == typeof(bool) ? [false, true] : [.. Enum.GetValues(property.PropertyType)]);
            if (values.Length > 0)
            {
                property.SetValue(benchmark, property.PropertyType == typeof(BenchmarkedModel) ? BenchmarkedModel.Tiny : property.PropertyType == typeof(int) ? values.Min() : values[0]);
            }
        }
    }

    private static object?[]? Source(object benchmark, PropertyInfo property) => property.GetCustomAttribute<ParamsSourceAttribute>() is { } source
        ? [.. ((System.Collections.IEnumerable)benchmark.GetType().GetProperty(source.Name)!.GetValue(benchmark)!).Cast<object?>()]
        : null;

    private static async Task<int> OneClassAsync(Type type, List<string> failures)
    {
        object benchmark = Activator.CreateInstance(type)!;
        SetSmallest(benchmark);
        int count = 0;
        foreach (MethodInfo method in Methods<GlobalSetupAttribute>(type))
        {
            await TryAsync($"{type.Name}.{method.Name}", failures, () => InvokeAsync(method, benchmark));
        }

        foreach (MethodInfo method in Methods<BenchmarkAttribute>(type))
        {
            count++;
            await TryAsync($"{type.Name}.{method.Name}", failures, () => InvokeAsync(method, benchmark));
        }

        foreach (MethodInfo method in Methods<GlobalCleanupAttribute>(type))
        {
            await TryAsync($"{type.Name}.{method.Name}", failures, () => InvokeAsync(method, benchmark));
        }

        return count;
    }

    private static IEnumerable<MethodInfo> Methods<T>(Type type)
        where T : Attribute => type.GetMethods().Where(m => m.GetCustomAttribute<T>() is not null);

    private static async Task InvokeAsync(MethodInfo method, object benchmark)
    {
        switch (method.Invoke(benchmark, null))
        {
            case Task task:
                await task;
                break;
            case ValueTask task:
                await task;
                break;
        }
    }

    private static async Task TryAsync(string name, List<string> failures, Func<Task> run)
    {
        Stopwatch watch = Stopwatch.StartNew();
        try
        {
            await run();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-60} {watch.Elapsed.TotalMilliseconds,8:F0} ms"));
        }
        catch (Exception exception)
        {
            Exception cause = exception.GetBaseException();
            failures.Add($"{name}: {cause.GetType().Name}: {cause.Message}");
        }
    }

    private static IEnumerable<(string Name, Action Verb)> Verbs(string folder)
    {
        foreach (string what in new[] { "encode", "score", "decode", "train" })
        {
            yield return ($"profile {what}", () =>
            {
                ProfileCommand.Run(ProfileOptions.Parse(["--model", "tiny", "--what", what, "--rounds", "1", "--out", folder]), ProfileChart.Draw);
            });
        }

        yield return ("peers", () => Expect(PeerCommand.Run(Arguments.Parse(["--model", "tiny", "--rounds", "1", "--out", folder], string.Empty, "--model", "--rounds", "--out"))));
        yield return ("scaling", () => ScalingCommand.Run(Arguments.Parse(["--model", "tiny", "--rounds", "1", "--out", folder], string.Empty, "--model", "--rounds", "--out")));
        yield return ("guard", () => GuardCommand.Run(Arguments.Parse(["--rounds", "3"], string.Empty, "--rounds")));
    }

    private static void Expect(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"ended with {code}"));
        }
    }
}
