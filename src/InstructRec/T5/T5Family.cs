namespace InstructRec.T5;

/// <summary>The two names under which published checkpoints describe one and the same network (<c>model_type</c> in config.json).</summary>
public enum T5Family
{
    /// <summary>T5 1.0, T5 1.1 and Flan-T5.</summary>
    T5,

    /// <summary>The multilingual T5, which never scales the decoder's output.</summary>
    MT5,
}
