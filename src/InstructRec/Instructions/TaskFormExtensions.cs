namespace InstructRec.Instructions;

/// <summary>Between a <see cref="TaskForm"/> and sets of them.</summary>
public static class TaskFormExtensions
{
    /// <summary>The set that holds this form only.</summary>
    /// <param name="form">A task form.</param>
    public static TaskForms ToFlag(this TaskForm form) => (TaskForms)(1 << (int)form);

    /// <summary>Whether the set holds the form.</summary>
    /// <param name="forms">A set of task forms.</param>
    /// <param name="form">The form looked for.</param>
    public static bool Includes(this TaskForms forms, TaskForm form) => (forms & form.ToFlag()) != 0;
}
