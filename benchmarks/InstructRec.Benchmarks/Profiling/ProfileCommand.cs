using System.Globalization;
using InstructRec.Checkpoints;
using InstructRec.Runtime;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>The profile verb: measures, prints, and writes Markdown, JSON and a picture.</summary>
internal static class ProfileCommand
{
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
        string markdown = ProfileMarkdown.Of(result);
        Console.WriteLine(markdown);
        Write(options, result, markdown, draw);
        return result;
    }

    private static ProfileResult Measure(ProfileOptions options, DeviceName name, Device device)
    {
        bool gpu = device.type == DeviceType.CUDA;
        int size = options.IsTiny ? 64 : gpu ? 8192 : 2048;
        Roofline first = Roofline.Measure(device, options.ScalarType, size, 3);
        using T5ForConditionalGeneration model = RandomNetwork.Create(options.Config, options.ScalarType, device);
        using IProfiledWork work = Create(options, model);
        using ITimeline timeline = !gpu ? new ProcessorTimeline() : CudaTimeline.TryCreate() is { } events ? events : new ProcessorTimeline(() => cuda.synchronize());
        Profiler.Measured measured = Profiler.Run(work, timeline, options.Rounds);
        Roofline second = Roofline.Measure(device, options.ScalarType, size, 3);
        Roofline peak = new(Math.Max(first.Gigaflops, second.Gigaflops), Math.Max(first.GigabytesPerSecond, second.GigabytesPerSecond));
        return new ProfileResult
        {
            Command = string.Join(' ', (string[])["profile", .. Environment.GetCommandLineArgs().SkipWhile(a => a != "profile").Skip(1)]),
            Machine = Machine.Describe(name),
            Date = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
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

    private static void Write(ProfileOptions options, ProfileResult result, string markdown, Action<ProfileResult, string>? draw)
    {
        try
        {
            Directory.CreateDirectory(options.Out);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, "the folder cannot be made", options.Out, "Name another with --out", innerException: exception);
        }

        string stem = Path.Combine(options.Out, $"{options.What}-{options.Model}-{options.Type}-{options.Device.Type}");
        AtomicFile.Write(stem + ".md", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(markdown)));
        AtomicFile.Write(stem + ".json", stream => ProfileJson.Write(result, stream));
        draw?.Invoke(result, stem + ".png");
        Console.WriteLine($"written: {stem}.md, {stem}.json{(draw is null ? string.Empty : $", {stem}.png")}");
    }
}
