using InstructRec.Runtime;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>The profile verb: measures, prints, and writes Markdown, JSON and a picture.</summary>
internal static class ProfileCommand
{
    /// <summary>Profiles, as a program.</summary>
    /// <returns>0; 3 where the parts do not add up and <c>--strict yes</c> was said.</returns>
    public static int Execute(ProfileOptions options, Action<ProfileResult, string>? draw)
    {
        ProfileResult result = Run(options, draw);
        return options.Strict && !result.AddsUp ? 3 : 0;
    }

    /// <summary>Profiles.</summary>
    /// <param name="options">What.</param>
    /// <param name="draw">Draws the picture into a file; none where there is nothing to draw with.</param>
    public static ProfileResult Run(ProfileOptions options, Action<ProfileResult, string>? draw)
    {
        DeviceName name = TorchRuntime.Resolve(options.Device);
        Device device = new(name.ToString());
        if (options.Threads is { } threads)
        {
            set_num_threads(threads);
        }

        ProfileResult result = Measure(options, name, device);
        Report.Write(
            options.Out,
            $"{options.What}-{options.Model}-{options.Type}-{options.Device.Type}",
            ProfileMarkdown.Of(result),
            stream => MeasurementJson.Write(result.Origin, result.Timing, result.Rounds, [result.Table()], stream),
            draw is null ? null : path => draw(result, path));
        return result;
    }

    private static ProfileResult Measure(ProfileOptions options, DeviceName name, Device device)
    {
        bool gpu = device.type == DeviceType.CUDA;
        int size = options.IsTiny ? 64 : gpu ? 8192 : 2048;
        using ITimeline timeline = !gpu ? Timeline(options.Clock) : CudaTimeline.TryCreate() is { } events ? events : new ClockTimeline(() => cuda.synchronize());
        Roofline first = Roofline.Measure(device, timeline, options.ScalarType, size, 3);
        using T5ForConditionalGeneration model = RandomNetwork.Create(options.Config, options.ScalarType, device);
        using IProfiledWork work = Create(options, model);
        Profiler.Measured measured = Profiler.Run(work, timeline, options.Rounds);
        Roofline second = Roofline.Measure(device, timeline, options.ScalarType, size, 3);
        Roofline peak = new(Math.Max(first.Gigaflops, second.Gigaflops), Math.Max(first.GigabytesPerSecond, second.GigabytesPerSecond));
        return new ProfileResult
        {
            Origin = MeasurementOrigin.Now("profile", name),
            Description = $"{options.Model}, {options.Type}: {work.Description}",
            Timing = timeline.Name,
            Rounds = options.Rounds,
            Peak = peak,
            Whole = measured.Whole,
            Parts = [.. measured.Parts.Select(p => new ProfiledPart(p.Name, p.Calls, p.Milliseconds, p.Cost, 100 * peak.Floor(p.Cost) / p.Milliseconds))],
            AllocatedBytes = measured.AllocatedBytes,
            Tensors = measured.Tensors,
            DeviceBytes = gpu ? CudaRuntime.UsedBytes() : null,
            Difference = measured.Difference,
        };
    }

    private static ITimeline Timeline(string? clock) => clock switch
    {
        "wall" => new ClockTimeline(),
        "thread" => new ThreadTimeline(),
        _ => ThreadTimeline.For(get_num_threads()),
    };

    private static IProfiledWork Create(ProfileOptions options, T5ForConditionalGeneration model)
    {
        int length = options.Length ?? (options.IsTiny ? 24 : options.What == "train" ? 256 : 512);
        return options.What switch
        {
            "encode" => new EncodeWork(model, options.Batch ?? 8, length),
            "score" => new ScoreWork(model, options.Candidates ?? (options.IsTiny ? 7 : 100), length),
            "decode" => new DecodeWork(model, length, options.Tokens ?? (options.IsTiny ? 4 : 32)),
            _ => new TrainWork(model, options.Batch ?? 8, length),
        };
    }
}
